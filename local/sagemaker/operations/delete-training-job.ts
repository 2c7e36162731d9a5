import type { DeleteTrainingJobRequest } from '@aws-sdk/client-sagemaker'
import { jobNotDeletable, trainingJobNotFound } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

/** Only a job that has ended can be deleted; its name is free again afterwards. */
export function deleteTrainingJob(sagemaker: SageMaker, input: DeleteTrainingJobRequest) {
  const job = sagemaker.trainingJobs.get(input.TrainingJobName!)
  if (!job) throw trainingJobNotFound()
  const arn = job.TrainingJobArn!
  if (job.TrainingJobStatus === 'InProgress' || job.TrainingJobStatus === 'Stopping')
    throw jobNotDeletable('training', arn, job.TrainingJobStatus)
  sagemaker.trainingJobs.delete(input.TrainingJobName!)
  sagemaker.tags.delete(arn)
  return {}
}
