import type { DeleteModelPackageGroupInput } from '@aws-sdk/client-sagemaker'
import { AwsError } from '../../kernel/aws-error.ts'
import { findGroup, packagesOf } from '../model-package-names.ts'
import type { SageMaker } from '../sagemaker.ts'

/** A group must be empty; the numbers of its versions start anew when it is created again. */
export function deleteModelPackageGroup(sagemaker: SageMaker, input: DeleteModelPackageGroupInput) {
  const { ModelPackageGroupName: name, ModelPackageGroupArn: arn } = findGroup(sagemaker, input.ModelPackageGroupName!)
  if (packagesOf(sagemaker, name!).length > 0)
    throw new AwsError(
      'ConflictException',
      `Model Package Group ${arn} cannot be deleted since it still contains model packages.`,
    )
  sagemaker.modelPackageGroups.delete(name!)
  sagemaker.tags.delete(arn!)
  return {}
}
