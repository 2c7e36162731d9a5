import type { StopProcessingJobRequest } from '@aws-sdk/client-sagemaker'
import { jobNotFound, jobNotStoppable } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'

export function stopProcessingJob(sagemaker: SageMaker, input: StopProcessingJobRequest) {
  const job = sagemaker.processingJobs.get(input.ProcessingJobName!)
  if (!job) throw jobNotFound(input.ProcessingJobName!)
  if (job.ProcessingJobStatus !== 'InProgress') throw jobNotStoppable('processing', job.ProcessingJobStatus)
  job.ProcessingJobStatus = 'Stopping'
  sagemaker.processingJobs.put(input.ProcessingJobName!, job)
  emitStateChange(sagemaker, 'Processing Job', job.ProcessingJobArn!, job)
  sagemaker.jobs.stop(job.ProcessingJobArn!)
  return {}
}
