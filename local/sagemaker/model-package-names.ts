import type { ModelPackage, ModelPackageGroup } from './records.ts'
import { doesNotExist } from './refusals.ts'
import type { SageMaker } from './sagemaker.ts'

/** A group by its name or ARN. */
export function findGroup(sagemaker: SageMaker, nameOrArn: string): ModelPackageGroup {
  const name = nameOrArn.split('/').at(-1)!
  const group = sagemaker.modelPackageGroups.get(name)
  if (!group) throw doesNotExist('ModelPackageGroup', sagemaker.kernel.arn('sagemaker', `model-package-group/${name}`))
  return group
}

/** A package by its ARN, or `group/version`. */
export function findPackage(sagemaker: SageMaker, nameOrArn: string): ModelPackage {
  const arn = packageArn(sagemaker, nameOrArn)
  const found = sagemaker.modelPackages.get(arn)
  if (!found) throw doesNotExist('ModelPackage', arn)
  return found
}

const packageArn = (sagemaker: SageMaker, nameOrArn: string) =>
  nameOrArn.startsWith('arn:') ? nameOrArn : sagemaker.kernel.arn('sagemaker', `model-package/${nameOrArn}`)

export const packagesOf = (sagemaker: SageMaker, group: string) =>
  [...sagemaker.modelPackages.values()].filter(({ ModelPackageGroupName }) => ModelPackageGroupName === group)
