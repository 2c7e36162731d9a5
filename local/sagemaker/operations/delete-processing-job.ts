import type { DeleteProcessingJobRequest } from '@aws-sdk/client-sagemaker'
import { jobNotDeletable, jobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

/** Only a job that has ended can be deleted; its name is free again afterwards. */
export function deleteProcessingJob(sagemaker: SageMaker, input: DeleteProcessingJobRequest) {
  const job = sagemaker.processingJobs.get(input.ProcessingJobName!)
  if (!job) throw jobNotFound(input.ProcessingJobName!)
  const arn = job.ProcessingJobArn!
  if (job.ProcessingJobStatus === 'InProgress' || job.ProcessingJobStatus === 'Stopping')
    throw jobNotDeletable('processing', arn, job.ProcessingJobStatus)
  sagemaker.processingJobs.delete(input.ProcessingJobName!)
  sagemaker.tags.delete(arn)
  return {}
}
