import type { CreateModelPackageGroupInput } from '@aws-sdk/client-sagemaker'
import { createdBy } from '../created-by.ts'
import type { ModelPackageGroup } from '../records.ts'
import { invalid } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { tagNew } from '../tags.ts'

export function createModelPackageGroup(sagemaker: SageMaker, input: CreateModelPackageGroupInput) {
  const { kernel, modelPackageGroups } = sagemaker
  const name = input.ModelPackageGroupName!
  const arn = kernel.arn('sagemaker', `model-package-group/${name}`)
  if (modelPackageGroups.has(name)) throw invalid(`Model Package Group already exists: ${arn}`)
  modelPackageGroups.put(name, {
    ModelPackageGroupName: name,
    ModelPackageGroupArn: arn,
    ModelPackageGroupDescription: input.ModelPackageGroupDescription,
    ModelPackageGroupStatus: 'Completed',
    CreationTime: kernel.clock.now(),
    CreatedBy: createdBy(kernel),
  } as ModelPackageGroup)
  tagNew(sagemaker, arn, input.Tags)
  return { ModelPackageGroupArn: arn }
}
