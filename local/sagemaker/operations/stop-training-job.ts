import type { StopTrainingJobRequest } from '@aws-sdk/client-sagemaker'
import { advanceTrainingJob } from '../jobs/training-status.ts'
import { jobNotStoppable, trainingJobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function stopTrainingJob(sagemaker: SageMaker, input: StopTrainingJobRequest) {
  const job = sagemaker.trainingJobs.get(input.TrainingJobName!)
  if (!job) throw trainingJobNotFound()
  if (job.TrainingJobStatus !== 'InProgress') throw jobNotStoppable('training', job.TrainingJobStatus)
  job.TrainingJobStatus = 'Stopping'
  advanceTrainingJob(sagemaker, job, 'Stopping')
  sagemaker.jobs.stop(job.TrainingJobArn!)
  return {}
}
