import type { SageMaker } from '../sagemaker.ts'
import { runProcessingJob } from './run-processing-job.ts'
import { runTrainingJob } from './run-training-job.ts'
import { runTransformJob } from './run-transform-job.ts'
import { advanceTrainingJob } from './training-status.ts'

/**
 * Jobs that a former process left unfinished start again from the beginning (training from its checkpoints), as
 * SageMaker starts them again on another instance; those that were being stopped are Stopped.
 */
export function resumeJobs(sagemaker: SageMaker): void {
  const { jobs } = sagemaker
  for (const job of sagemaker.processingJobs.values())
    if (job.ProcessingJobStatus === 'InProgress' || job.ProcessingJobStatus === 'Stopping') {
      jobs.launch(job.ProcessingJobArn!, (run) => runProcessingJob(sagemaker, job, run))
      if (job.ProcessingJobStatus === 'Stopping') jobs.stop(job.ProcessingJobArn!)
    }
  for (const job of sagemaker.transformJobs.values())
    if (job.TransformJobStatus === 'InProgress' || job.TransformJobStatus === 'Stopping') {
      jobs.launch(job.TransformJobArn!, (run) => runTransformJob(sagemaker, job, run))
      if (job.TransformJobStatus === 'Stopping') jobs.stop(job.TransformJobArn!)
    }
  for (const job of sagemaker.trainingJobs.values())
    if (job.TrainingJobStatus === 'Stopping') advanceTrainingJob(sagemaker, job, 'Stopped')
    else if (job.TrainingJobStatus === 'InProgress') {
      advanceTrainingJob(sagemaker, job, 'Restarting')
      jobs.launch(job.TrainingJobArn!, (run) => runTrainingJob(sagemaker, job, run))
    }
}
