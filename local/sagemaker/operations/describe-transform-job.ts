import type { DescribeTransformJobRequest, DescribeTransformJobResponse } from '@aws-sdk/client-sagemaker'
import { described } from '../records.ts'
import { jobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeTransformJob(
  sagemaker: SageMaker,
  input: DescribeTransformJobRequest,
): DescribeTransformJobResponse {
  const found = sagemaker.transformJobs.get(input.TransformJobName!)
  if (!found) throw jobNotFound(input.TransformJobName!)
  return described<DescribeTransformJobResponse>(found)
}
