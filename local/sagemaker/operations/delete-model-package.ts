import type { DeleteModelPackageInput } from '@aws-sdk/client-sagemaker'
import { emitModelPackageChange } from '../model-package-change.ts'
import { findPackage } from '../model-package-names.ts'
import type { SageMaker } from '../sagemaker.ts'

export function deleteModelPackage(sagemaker: SageMaker, input: DeleteModelPackageInput) {
  const record = findPackage(sagemaker, input.ModelPackageName!)
  sagemaker.modelPackages.delete(record.ModelPackageArn!)
  emitModelPackageChange(sagemaker, { ...record, ModelPackageStatus: 'Deleting' }, ['ModelPackageStatus'])
  return {}
}
