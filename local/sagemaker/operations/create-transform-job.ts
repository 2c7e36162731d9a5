import type { CreateTransformJobRequest } from '@aws-sdk/client-sagemaker'
import { runTransformJob } from '../jobs/run-transform-job.ts'
import type { TransformJob } from '../records.ts'
import { couldNotFind, jobNameInUse, notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { tagNew } from '../tags.ts'
import { checkDataProcessing } from '../transform/check-data-processing.ts'

/** SageMaker's bound on what is in flight to one container, in MB. */
const IN_FLIGHT_MB = 100

export function createTransformJob(sagemaker: SageMaker, input: CreateTransformJobRequest) {
  const { kernel, transformJobs, models } = sagemaker
  const { Tags, ...asked } = input
  const arn = kernel.arn('sagemaker', `transform-job/${asked.TransformJobName}`)
  if (transformJobs.has(asked.TransformJobName!)) throw jobNameInUse(arn)
  if (!models.has(asked.ModelName!)) throw couldNotFind('model', kernel.arn('sagemaker', `model/${asked.ModelName}`))
  checkDataProcessing(asked)
  check(asked)
  const job = {
    ...asked,
    TransformJobArn: arn,
    TransformJobStatus: 'InProgress',
    CreationTime: kernel.clock.now(),
  } as TransformJob
  transformJobs.put(asked.TransformJobName!, job)
  tagNew(sagemaker, arn, Tags)
  emitStateChange(sagemaker, 'Transform Job', arn, job)
  sagemaker.jobs.launch(arn, (run) => runTransformJob(sagemaker, job, run))
  return { TransformJobArn: arn }
}

/** What the API model cannot say. */
function check({ TransformInput, TransformResources, ...asked }: CreateTransformJobRequest) {
  const { SplitType, DataSource } = TransformInput!
  if (SplitType === 'RecordIO' || SplitType === 'TFRecord') throw notSupported(`SplitType ${SplitType}`)
  const { S3DataType } = DataSource!.S3DataSource!
  if (S3DataType !== 'S3Prefix' && S3DataType !== 'ManifestFile') throw notSupported(`S3DataType ${S3DataType}`)
  require(TransformResources!.InstanceType, 'InstanceType is required in TransformResources.')
  require(!asked.BatchStrategy ||
    asked.BatchStrategy === 'MultiRecord' ||
    SplitType === 'Line', 'BatchStrategy SingleRecord needs a SplitType.')
  require((asked.MaxConcurrentTransforms || 1) * (asked.MaxPayloadInMB ?? 6) <=
    IN_FLIGHT_MB, `MaxConcurrentTransforms times MaxPayloadInMB must not exceed ${IN_FLIGHT_MB} MB.`)
}
