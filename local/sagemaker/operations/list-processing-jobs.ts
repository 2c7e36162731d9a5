import type { ListProcessingJobsRequest } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listProcessingJobs(sagemaker: SageMaker, input: ListProcessingJobsRequest) {
  const { page, ...rest } = listPage(
    sagemaker.processingJobs.values(),
    input,
    (record) => ({
      name: record.ProcessingJobName!,
      created: record.CreationTime!,
      status: record.ProcessingJobStatus,
      modified: record.LastModifiedTime,
    }),
    'Ascending',
  )
  const ProcessingJobSummaries = page.map(
    ({
      ProcessingJobName,
      ProcessingJobArn,
      CreationTime,
      ProcessingEndTime,
      LastModifiedTime,
      ProcessingJobStatus,
      FailureReason,
      ExitMessage,
    }) =>
      described({
        ProcessingJobName,
        ProcessingJobArn,
        CreationTime,
        ProcessingEndTime,
        LastModifiedTime,
        ProcessingJobStatus,
        FailureReason,
        ExitMessage,
      }),
  )
  return { ProcessingJobSummaries, ...rest }
}
