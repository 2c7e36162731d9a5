import type { CreateModelPackageInput } from '@aws-sdk/client-sagemaker'
import { createdBy } from '../created-by.ts'
import { emitModelPackageChange } from '../model-package-change.ts'
import { findGroup } from '../model-package-names.ts'
import type { ModelPackage } from '../records.ts'
import { notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

/** The next version of its group. There is nothing to validate it by, so it is Completed at once. */
export function createModelPackage(sagemaker: SageMaker, input: CreateModelPackageInput) {
  const { kernel, modelPackages } = sagemaker
  const { Tags: _, ClientToken, ModelApprovalStatus = 'PendingManualApproval', ...asked } = input
  check(input)
  const group = findGroup(sagemaker, asked.ModelPackageGroupName!).ModelPackageGroupName!
  // The same token asks for the same package.
  const tokens = kernel.store.table<string>('sagemaker.model-package-token')
  const before = ClientToken && tokens.get(ClientToken)
  if (before && modelPackages.has(before)) return { ModelPackageArn: before }

  const version = nextVersion(sagemaker, group)
  const arn = kernel.arn('sagemaker', `model-package/${group}/${version}`)
  const record = {
    ...asked,
    ModelPackageName: `${group}/${version}`,
    ModelPackageGroupName: group,
    ModelPackageVersion: version,
    ModelPackageArn: arn,
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    ModelApprovalStatus,
    CreationTime: kernel.clock.now(),
    CreatedBy: createdBy(kernel),
  } as ModelPackage
  modelPackages.put(arn, record)
  if (ClientToken) tokens.put(ClientToken, arn)
  emitModelPackageChange(sagemaker, record, [])
  return { ModelPackageArn: arn }
}

function check(input: CreateModelPackageInput): void {
  require(!input.ModelPackageName !==
    !input.ModelPackageGroupName, 'Exactly one of ModelPackageName and ModelPackageGroupName is needed.')
  if (input.ModelPackageName) throw notSupported('A model package outside a group (ModelPackageName)')
  require(!input.Tags?.length, 'Tags are not allowed on a versioned model package: tag its group.')
  if (input.ValidationSpecification) throw notSupported('ValidationSpecification')
  if (input.SourceAlgorithmSpecification) throw notSupported('SourceAlgorithmSpecification')
}

/** Versions count up and are not given twice, deleted ones included. */
function nextVersion(sagemaker: SageMaker, group: string): number {
  const counters = sagemaker.kernel.store.table<number>('sagemaker.model-package-version')
  const version = (counters.get(group) ?? 0) + 1
  counters.put(group, version)
  return version
}
