import type { ListTransformJobsRequest } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listTransformJobs(sagemaker: SageMaker, input: ListTransformJobsRequest) {
  const { page, ...rest } = listPage(
    sagemaker.transformJobs.values(),
    input,
    (record) => ({ name: record.TransformJobName!, created: record.CreationTime!, status: record.TransformJobStatus }),
    'Ascending',
  )
  const TransformJobSummaries = page.map(
    ({ TransformJobName, TransformJobArn, CreationTime, TransformEndTime, TransformJobStatus, FailureReason }) =>
      described({
        TransformJobName,
        TransformJobArn,
        CreationTime,
        TransformEndTime,
        TransformJobStatus,
        FailureReason,
      }),
  )
  return { TransformJobSummaries, ...rest }
}
