import type { SecondaryStatus } from '@aws-sdk/client-sagemaker'
import type { TrainingJob } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'

const MESSAGES: Partial<Record<SecondaryStatus, string>> = {
  Starting: 'Starting the training job',
  Interrupted: 'Training interrupted: the spot capacity was taken away',
  Restarting: 'Starting the training job again after the runtime was restarted',
  Downloading: 'Downloading input data',
  Training: 'Training in-progress',
  Uploading: 'Uploading generated training model',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Resource released due to MaxRuntimeExceeded',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
}

const TERMINAL = {
  Completed: 'Completed',
  Failed: 'Failed',
  Stopped: 'Stopped',
  MaxRuntimeExceeded: 'Stopped',
} as const

/** Takes a training job to its next secondary status, writes the transition down and tells EventBridge. */
export function advanceTrainingJob(
  sagemaker: SageMaker,
  job: TrainingJob,
  secondary: SecondaryStatus,
  change: Partial<TrainingJob> = {},
): void {
  const now = sagemaker.kernel.clock.now()
  const transitions = job.SecondaryStatusTransitions ?? []
  const last = transitions.at(-1)
  if (last) last.EndTime = now
  const final = TERMINAL[secondary as keyof typeof TERMINAL]
  Object.assign(job, change, {
    SecondaryStatus: secondary,
    LastModifiedTime: now,
    SecondaryStatusTransitions: [
      ...transitions,
      { Status: secondary, StartTime: now, ...(final && { EndTime: now }), StatusMessage: MESSAGES[secondary] },
    ],
  })
  if (final) {
    const seconds = Math.max(1, Math.round((now - (job.TrainingStartTime ?? now)) / 1000))
    job.TrainingJobStatus = final
    job.TrainingEndTime = now
    if (job.TrainingStartTime) Object.assign(job, { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds })
  }
  sagemaker.trainingJobs.put(job.TrainingJobName!, job)
  emitStateChange(sagemaker, 'Training Job', job.TrainingJobArn!, job)
}
