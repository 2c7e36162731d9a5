import type { CreateProcessingJobRequest } from '@aws-sdk/client-sagemaker'
import { inWorkFolder } from '../files/opt-ml.ts'
import { runProcessingJob } from '../jobs/run-processing-job.ts'
import { checkRole } from '../platform-role.ts'
import type { ProcessingJob } from '../records.ts'
import { jobNameInUse, notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { tagNew } from '../tags.ts'

export function createProcessingJob(sagemaker: SageMaker, input: CreateProcessingJobRequest) {
  const { kernel, processingJobs } = sagemaker
  const { Tags, ...asked } = input
  const arn = kernel.arn('sagemaker', `processing-job/${asked.ProcessingJobName}`)
  if (processingJobs.has(asked.ProcessingJobName!)) throw jobNameInUse(arn)
  check(asked)
  checkRole(kernel, asked.RoleArn!, arn)
  const now = kernel.clock.now()
  const job = {
    ...asked,
    ProcessingJobArn: arn,
    ProcessingJobStatus: 'InProgress',
    CreationTime: now,
    LastModifiedTime: now,
  } as ProcessingJob
  processingJobs.put(asked.ProcessingJobName!, job)
  tagNew(sagemaker, arn, Tags)
  emitStateChange(sagemaker, 'Processing Job', arn, job)
  sagemaker.jobs.launch(arn, (run) => runProcessingJob(sagemaker, job, run))
  return { ProcessingJobArn: arn }
}

/** What the API model cannot say. */
function check({ ProcessingInputs = [], ProcessingOutputConfig, ProcessingResources }: CreateProcessingJobRequest) {
  const { InstanceCount, InstanceType } = ProcessingResources!.ClusterConfig!
  if (InstanceCount! > 1) throw notSupported('A processing job on more than one instance')
  require(InstanceType, 'InstanceType is required.')
  const names = new Set<string>()
  for (const { InputName, S3Input, DatasetDefinition, AppManaged } of ProcessingInputs) {
    require(!names.has(InputName!), `Duplicate input name: ${InputName}.`)
    names.add(InputName!)
    if (DatasetDefinition) throw notSupported(`DatasetDefinition (input ${InputName})`)
    require(S3Input, `Exactly one of S3Input and DatasetDefinition is needed for input ${InputName}.`)
    if (AppManaged) throw notSupported(`AppManaged (input ${InputName})`)
    if (S3Input.S3CompressionType === 'Gzip') throw notSupported(`S3CompressionType Gzip (input ${InputName})`)
    if (S3Input.S3InputMode === 'Pipe') throw notSupported(`S3InputMode Pipe (input ${InputName})`)
    checkPath(S3Input.LocalPath, InputName!)
  }
  for (const { OutputName, S3Output, FeatureStoreOutput, AppManaged } of ProcessingOutputConfig?.Outputs ?? []) {
    require(!names.has(`output ${OutputName}`), `Duplicate output name: ${OutputName}.`)
    names.add(`output ${OutputName}`)
    if (AppManaged) throw notSupported(`AppManaged (output ${OutputName})`)
    if (FeatureStoreOutput) throw notSupported(`FeatureStoreOutput (output ${OutputName})`)
    require(S3Output, `S3Output is needed for output ${OutputName}.`)
    checkPath(S3Output.LocalPath, OutputName!)
  }
}

function checkPath(path: string | undefined, name: string): void {
  require(path?.startsWith('/opt/ml/processing/') &&
    inWorkFolder('/', path), `LocalPath of ${name} must be an absolute path under /opt/ml/processing/.`)
}
