import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { platformEnvironment } from '../containers/environment.ts'
import { memoryOf } from '../containers/instance-type.ts'
import { pullImage } from '../containers/pull-image.ts'
import { pack } from '../files/archive.ts'
import { downloadInput } from '../files/download-input.ts'
import { FolderSync } from '../files/folder-sync.ts'
import { inputObjects } from '../files/input-objects.ts'
import { inWorkFolder } from '../files/opt-ml.ts'
import { keyBelow, RoleS3 } from '../files/role-s3.ts'
import { filesOf, uploadFile } from '../files/upload-folder.ts'
import { mayReport } from '../platform-role.ts'
import type { TrainingJob } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { JobFailure, reasonOf } from './job-failure.ts'
import { type JobRun, StopRequested } from './job-run.ts'
import { jobLog } from './log-stream.ts'
import { meetFault } from './meet-fault.ts'
import { readMessage } from './message-file.ts'
import { MetricWatch } from './metric-watch.ts'
import { advanceTrainingJob } from './training-status.ts'
import { withWorkFolder } from './work-folder.ts'

const ONE_DAY = 86_400

/** Channels down, `train`, model and output up. A stopped job's model is uploaded as well. */
export async function runTrainingJob(sagemaker: SageMaker, job: TrainingJob, run: JobRun): Promise<void> {
  const advance = (status: Parameters<typeof advanceTrainingJob>[2], change?: Partial<TrainingJob>) =>
    advanceTrainingJob(sagemaker, job, status, change)
  try {
    await withWorkFolder(join(sagemaker.folder, 'jobs', 'training', job.TrainingJobName!), (folder) =>
      train(sagemaker, job, run, folder, advance),
    )
    advance(run.stopReason ?? 'Completed')
  } catch (error) {
    run.passClosing()
    if (error instanceof StopRequested) advance(run.stopReason!)
    else advance('Failed', { FailureReason: reasonOf(error) })
  }
}

async function train(
  sagemaker: SageMaker,
  job: TrainingJob,
  run: JobRun,
  folder: string,
  advance: (status: 'Interrupted' | 'Downloading' | 'Training' | 'Uploading', change?: Partial<TrainingJob>) => void,
): Promise<void> {
  const { kernel, images } = sagemaker
  const image = job.AlgorithmSpecification!.TrainingImage!
  const { ContainerEntrypoint, ContainerArguments = [] } = job.AlgorithmSpecification!
  const args = ContainerEntrypoint ? ContainerArguments : ['train', ...ContainerArguments]
  const command = images.commandLine(image, args, ContainerEntrypoint)
  pullImage(kernel, job.RoleArn, image)
  const s3 = new RoleS3(kernel, job.RoleArn)

  const site = { kind: 'training', name: job.TrainingJobName!, spot: job.EnableManagedSpotTraining === true } as const
  await meetFault(kernel, site, () => advance('Interrupted'))
  run.check()
  advance('Downloading', { TrainingStartTime: kernel.clock.now() })
  run.limit(job.StoppingCondition?.MaxRuntimeInSeconds ?? ONE_DAY)
  for (const { ChannelName, DataSource } of job.InputDataConfig ?? []) {
    run.check()
    const { S3DataType, S3Uri } = DataSource!.S3DataSource!
    await downloadInput(s3, S3DataType!, S3Uri!, join(folder, 'input', 'data', ChannelName!))
  }
  const checkpoints = await bringCheckpoints(s3, job, folder)
  await writeConfig(job, folder)
  for (const made of ['model', 'output/data']) await mkdir(join(folder, made), { recursive: true })

  advance('Training')
  const reporting = mayReport(kernel, job.RoleArn, 'TrainingJobs')
  const metrics = new MetricWatch(kernel, job.TrainingJobName!, reporting, [
    ...images.find(image).metrics,
    ...(job.AlgorithmSpecification!.MetricDefinitions ?? []).map(({ Name, Regex }) => ({ name: Name!, regex: Regex! })),
  ])
  const log = jobLog(kernel, 'TrainingJobs', job.TrainingJobName!, reporting)
  try {
    const code = await run.execute({
      command,
      folder,
      environment: {
        ...platformEnvironment(kernel, job.RoleArn, job.EnableNetworkIsolation),
        TRAINING_JOB_NAME: job.TrainingJobName!,
        TRAINING_JOB_ARN: job.TrainingJobArn!,
        ...job.Environment,
      },
      memoryMiB: memoryOf(job.ResourceConfig?.InstanceType),
      stateDir: kernel.stateDir,
      network: job.EnableNetworkIsolation ? 'none' : 'shared',
      onLine: (line) => {
        log(line)
        metrics.line(line)
      },
    })
    job.FinalMetricDataList = metrics.final()
    advance('Uploading')
    await checkpoints?.finish()
    await uploadResults(s3, job, folder, code === 0 || run.stopReason !== undefined)
    if (code !== 0 && !run.stopReason) {
      const failure = await readMessage(join(folder, 'output', 'failure'))
      throw new JobFailure(`AlgorithmError: ${failure ?? ''}, exit code: ${code}`)
    }
  } finally {
    checkpoints?.abandon()
  }
}

/** What lies at the checkpoints' URI is there before the container starts; changes go back while it runs. */
async function bringCheckpoints(s3: RoleS3, job: TrainingJob, folder: string): Promise<FolderSync | undefined> {
  if (!job.CheckpointConfig) return undefined
  const uri = keyBelow(job.CheckpointConfig.S3Uri!, '')
  const local = inWorkFolder(folder, job.CheckpointConfig.LocalPath ?? '/opt/ml/checkpoints')!
  await mkdir(local, { recursive: true })
  const none = (await inputObjects(s3, 'S3Prefix', uri).next()).done
  if (!none) await downloadInput(s3, 'S3Prefix', uri, local)
  const sync = new FolderSync(s3, local, uri, { deletes: true })
  await sync.start()
  return sync
}

/** model.tar.gz unless the algorithm failed, and output.tar.gz whenever it wrote something for it. */
async function uploadResults(s3: RoleS3, job: TrainingJob, folder: string, model: boolean): Promise<void> {
  const { S3OutputPath, KmsKeyId } = job.OutputDataConfig!
  const send = async (from: string, name: string) => {
    const file = join(folder, '..', name)
    await pack(join(folder, from), file)
    await uploadFile(s3, file, S3OutputPath!, `${job.TrainingJobName}/output/${name}`, KmsKeyId)
  }
  if (model) await send('model', 'model.tar.gz')
  if ((await filesOf(join(folder, 'output', 'data'))).length > 0) await send('output/data', 'output.tar.gz')
}

async function writeConfig(job: TrainingJob, folder: string): Promise<void> {
  const config = join(folder, 'input', 'config')
  await mkdir(config, { recursive: true })
  const channels = (job.InputDataConfig ?? []).map((channel) => [
    channel.ChannelName,
    {
      TrainingInputMode: 'File',
      S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
      RecordWrapperType: 'None',
      ...(channel.ContentType && { ContentType: channel.ContentType }),
    },
  ])
  const files = {
    'hyperparameters.json': job.HyperParameters ?? {},
    'inputdataconfig.json': Object.fromEntries(channels),
    'resourceconfig.json': { current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'eth0' },
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(config, name), JSON.stringify(content))
}
