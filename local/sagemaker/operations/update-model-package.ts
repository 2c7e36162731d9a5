import type { UpdateModelPackageInput } from '@aws-sdk/client-sagemaker'
import { createdBy } from '../created-by.ts'
import { emitModelPackageChange } from '../model-package-change.ts'
import { findPackage } from '../model-package-names.ts'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

const MOST_PROPERTIES = 50

export function updateModelPackage(sagemaker: SageMaker, input: UpdateModelPackageInput) {
  const { kernel, modelPackages } = sagemaker
  const record = findPackage(sagemaker, input.ModelPackageArn!)
  const { ModelPackageArn, CustomerMetadataProperties, CustomerMetadataPropertiesToRemove = [], ...rest } = input
  const { AdditionalInferenceSpecificationsToAdd: added = [], ClientToken: _, ...plain } = rest
  const properties = { ...record.CustomerMetadataProperties, ...CustomerMetadataProperties }
  for (const name of CustomerMetadataPropertiesToRemove) delete properties[name]
  require(Object.keys(properties).length <=
    MOST_PROPERTIES, 'A model package can have 50 customer metadata properties at most.')

  require(input.ModelApprovalStatus === undefined ||
    record.ModelPackageStatus ===
      'Completed', `The approval status of a model package in status ${record.ModelPackageStatus} cannot change.`)
  Object.assign(
    record,
    plain,
    (CustomerMetadataProperties || CustomerMetadataPropertiesToRemove.length > 0) && {
      CustomerMetadataProperties: properties,
    },
    added.length > 0 && {
      AdditionalInferenceSpecifications: [...(record.AdditionalInferenceSpecifications ?? []), ...added],
    },
    { LastModifiedTime: kernel.clock.now(), LastModifiedBy: createdBy(kernel) },
  )
  modelPackages.put(ModelPackageArn!, record)
  const updated = Object.keys(input).filter((field) => field !== 'ModelPackageArn' && field !== 'ClientToken')
  emitModelPackageChange(sagemaker, record, updated)
  return { ModelPackageArn }
}
