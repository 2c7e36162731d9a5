import type { DescribeProcessingJobRequest, DescribeProcessingJobResponse } from '@aws-sdk/client-sagemaker'
import { described } from '../records.ts'
import { jobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeProcessingJob(
  sagemaker: SageMaker,
  input: DescribeProcessingJobRequest,
): DescribeProcessingJobResponse {
  const found = sagemaker.processingJobs.get(input.ProcessingJobName!)
  if (!found) throw jobNotFound(input.ProcessingJobName!)
  return described<DescribeProcessingJobResponse>(found)
}
