import type { StopTransformJobRequest } from '@aws-sdk/client-sagemaker'
import { jobNotFound, jobNotStoppable } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'

export function stopTransformJob(sagemaker: SageMaker, input: StopTransformJobRequest) {
  const job = sagemaker.transformJobs.get(input.TransformJobName!)
  if (!job) throw jobNotFound(input.TransformJobName!)
  if (job.TransformJobStatus !== 'InProgress') throw jobNotStoppable('transform', job.TransformJobStatus)
  job.TransformJobStatus = 'Stopping'
  sagemaker.transformJobs.put(input.TransformJobName!, job)
  emitStateChange(sagemaker, 'Transform Job', job.TransformJobArn!, job)
  sagemaker.jobs.stop(job.TransformJobArn!)
  return {}
}
