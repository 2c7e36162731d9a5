import type { ListTrainingJobsRequest } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listTrainingJobs(sagemaker: SageMaker, input: ListTrainingJobsRequest) {
  // No job here keeps a warm pool or belongs to a training plan.
  const none = input.WarmPoolStatusEquals || input.TrainingPlanArnEquals
  const { page, ...rest } = listPage(
    none ? [] : sagemaker.trainingJobs.values(),
    input,
    (record) => ({
      name: record.TrainingJobName!,
      created: record.CreationTime!,
      status: record.TrainingJobStatus,
      modified: record.LastModifiedTime,
    }),
    'Ascending',
  )
  const TrainingJobSummaries = page.map(
    ({
      TrainingJobName,
      TrainingJobArn,
      CreationTime,
      TrainingEndTime,
      LastModifiedTime,
      TrainingJobStatus,
      SecondaryStatus,
    }) =>
      described({
        TrainingJobName,
        TrainingJobArn,
        CreationTime,
        TrainingEndTime,
        LastModifiedTime,
        TrainingJobStatus,
        SecondaryStatus,
      }),
  )
  return { TrainingJobSummaries, ...rest }
}
