import type { DescribeModelPackageInput, DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker'
import { findPackage } from '../model-package-names.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeModelPackage(sagemaker: SageMaker, input: DescribeModelPackageInput) {
  return described<DescribeModelPackageOutput>(findPackage(sagemaker, input.ModelPackageName!))
}
