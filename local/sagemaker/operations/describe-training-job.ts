import type { DescribeTrainingJobRequest, DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker'
import { described } from '../records.ts'
import { trainingJobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeTrainingJob(
  sagemaker: SageMaker,
  input: DescribeTrainingJobRequest,
): DescribeTrainingJobResponse {
  const found = sagemaker.trainingJobs.get(input.TrainingJobName!)
  if (!found) throw trainingJobNotFound()
  return described<DescribeTrainingJobResponse>(found)
}
