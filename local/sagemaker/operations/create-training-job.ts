import type { CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker'
import { AwsError } from '../../kernel/aws-error.ts'
import { inputObjects } from '../files/input-objects.ts'
import { inWorkFolder } from '../files/opt-ml.ts'
import { parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { runTrainingJob } from '../jobs/run-training-job.ts'
import { advanceTrainingJob } from '../jobs/training-status.ts'
import { checkRole } from '../platform-role.ts'
import type { TrainingJob } from '../records.ts'
import { invalid, jobNameInUse, notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { tagNew } from '../tags.ts'

export async function createTrainingJob(sagemaker: SageMaker, input: CreateTrainingJobRequest) {
  const { kernel, trainingJobs } = sagemaker
  const { Tags, ...asked } = input
  const name = asked.TrainingJobName!
  const arn = kernel.arn('sagemaker', `training-job/${name}`)
  if (trainingJobs.has(name)) throw jobNameInUse(arn)
  check(asked)
  checkRole(kernel, asked.RoleArn!, arn)
  await checkData(sagemaker, asked)
  // Somebody may have taken the name while S3 answered.
  if (trainingJobs.has(name)) throw jobNameInUse(arn)
  const now = kernel.clock.now()
  const job = {
    ...asked,
    TrainingJobArn: arn,
    TrainingJobStatus: 'InProgress',
    StoppingCondition: asked.StoppingCondition ?? { MaxRuntimeInSeconds: 86_400 },
    ModelArtifacts: {
      S3ModelArtifacts: `${asked.OutputDataConfig!.S3OutputPath!.replace(/\/$/, '')}/${name}/output/model.tar.gz`,
    },
    CreationTime: now,
  } as TrainingJob
  tagNew(sagemaker, arn, Tags)
  advanceTrainingJob(sagemaker, job, 'Starting')
  sagemaker.jobs.launch(arn, (run) => runTrainingJob(sagemaker, job, run))
  return { TrainingJobArn: arn }
}

/** What the API model cannot say. */
function check(asked: CreateTrainingJobRequest): void {
  const { AlgorithmSpecification: algorithm, ResourceConfig: resources, StoppingCondition: limits } = asked
  require(algorithm, 'AlgorithmSpecification is required.')
  if (algorithm.AlgorithmName) throw notSupported('AlgorithmSpecification.AlgorithmName')
  require(algorithm.TrainingImage, 'TrainingImage or AlgorithmName is required in AlgorithmSpecification.')
  for (const part of ['ServerlessJobConfig', 'SessionChainingConfig', 'ModelPackageConfig'] as const)
    if (asked[part]) throw notSupported(part)
  if (algorithm.TrainingInputMode === 'Pipe') throw notSupported('TrainingInputMode Pipe')
  for (const { Name, Regex } of algorithm.MetricDefinitions ?? [])
    require(isExpression(Regex!), `The regular expression of metric ${Name} is not valid: ${Regex}`)
  require(resources, 'ResourceConfig is required.')
  if (resources.InstanceGroups) throw notSupported('ResourceConfig.InstanceGroups')
  require(resources.InstanceType &&
    resources.InstanceCount, 'InstanceType and InstanceCount are required in ResourceConfig.')
  if (resources.InstanceCount > 1) throw notSupported('A training job on more than one instance')

  const longest = limits?.MaxRuntimeInSeconds ?? 86_400
  const wait = limits?.MaxWaitTimeInSeconds
  if (asked.EnableManagedSpotTraining)
    require(wait !== undefined &&
      wait >=
        longest, 'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds')
  else require(wait === undefined, 'Invalid MaxWaitTimeInSeconds. It may be given for managed spot training only')
  require(!(
    asked.EnableManagedSpotTraining && resources.KeepAlivePeriodInSeconds
  ), 'A warm pool (KeepAlivePeriodInSeconds) is not supported for managed spot training.')
  require(!(
    asked.RetryStrategy && resources.KeepAlivePeriodInSeconds
  ), 'A warm pool (KeepAlivePeriodInSeconds) is not supported with a RetryStrategy.')
  if (asked.CheckpointConfig) {
    require(parseS3Uri(
      asked.CheckpointConfig.S3Uri!,
    ), `Invalid S3Uri of CheckpointConfig: ${asked.CheckpointConfig.S3Uri}`)
    const path = asked.CheckpointConfig.LocalPath ?? '/opt/ml/checkpoints'
    if (!inWorkFolder('/', path)) throw notSupported(`A checkpoint folder outside /opt/ml (${path})`)
  }
  checkChannels(asked)
}

function checkChannels({ InputDataConfig = [] }: CreateTrainingJobRequest): void {
  const names = InputDataConfig.map(({ ChannelName }) => ChannelName)
  require(new Set(names).size === names.length, 'Channel names must be unique in InputDataConfig.')
  for (const { ChannelName, DataSource, InputMode, RecordWrapperType, ShuffleConfig } of InputDataConfig) {
    if (InputMode === 'Pipe') throw notSupported(`InputMode Pipe (channel ${ChannelName})`)
    if (RecordWrapperType === 'RecordIO') throw notSupported(`RecordWrapperType RecordIO (channel ${ChannelName})`)
    if (ShuffleConfig) throw notSupported(`ShuffleConfig (channel ${ChannelName})`)
    if (!DataSource!.S3DataSource) throw notSupported(`A data source that is not S3 (channel ${ChannelName})`)
    const { S3DataType } = DataSource!.S3DataSource
    if (S3DataType !== 'S3Prefix' && S3DataType !== 'ManifestFile')
      throw notSupported(`S3DataType ${S3DataType} (channel ${ChannelName})`)
  }
}

/** SageMaker looks, with the job's role, whether there is anything to train on before it takes the job. */
async function checkData(sagemaker: SageMaker, { InputDataConfig = [], RoleArn }: CreateTrainingJobRequest) {
  const s3 = new RoleS3(sagemaker.kernel, RoleArn)
  for (const { DataSource } of InputDataConfig) {
    const { S3DataType, S3Uri } = DataSource!.S3DataSource!
    const problem = await anyObject(s3, S3DataType!, S3Uri!)
    if (problem !== undefined)
      throw invalid(
        `No S3 objects found under S3 URL "${S3Uri}" given in input data source. Please ensure that the bucket exists ` +
          `in the selected region (${sagemaker.kernel.region}), that objects exist under that S3 prefix, and that the ` +
          `role "${RoleArn}" has "s3:ListBucket" permissions on bucket "${parseS3Uri(S3Uri!)?.bucket}".${problem}`,
      )
  }
}

/** Undefined when there is an object; else what S3 said, if anything. */
async function anyObject(s3: RoleS3, dataType: string, uri: string): Promise<string | undefined> {
  try {
    const first = await inputObjects(s3, dataType, uri).next()
    return first.done ? '' : undefined
  } catch (error) {
    if (!(error instanceof AwsError || error instanceof JobFailure)) throw error
    return ` Error message from S3: ${error.message}`
  }
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
