import type { DescribeModelPackageGroupInput, DescribeModelPackageGroupOutput } from '@aws-sdk/client-sagemaker'
import { findGroup } from '../model-package-names.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeModelPackageGroup(sagemaker: SageMaker, input: DescribeModelPackageGroupInput) {
  return described<DescribeModelPackageGroupOutput>(findGroup(sagemaker, input.ModelPackageGroupName!))
}
