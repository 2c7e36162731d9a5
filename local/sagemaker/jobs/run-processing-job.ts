import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { platformEnvironment } from '../containers/environment.ts'
import { memoryOf } from '../containers/instance-type.ts'
import { pullImage } from '../containers/pull-image.ts'
import { downloadInput } from '../files/download-input.ts'
import { FolderSync } from '../files/folder-sync.ts'
import { inWorkFolder } from '../files/opt-ml.ts'
import { RoleS3 } from '../files/role-s3.ts'
import { uploadFolder } from '../files/upload-folder.ts'
import { mayReport } from '../platform-role.ts'
import type { ProcessingJob } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { JobFailure, reasonOf } from './job-failure.ts'
import { type JobRun, StopRequested } from './job-run.ts'
import { jobLog } from './log-stream.ts'
import { meetFault } from './meet-fault.ts'
import { readMessage } from './message-file.ts'
import { withWorkFolder } from './work-folder.ts'

const ONE_DAY = 86_400

/** Inputs down, container, outputs up. A job that is stopped or runs too long ends Stopped, without its outputs. */
export async function runProcessingJob(sagemaker: SageMaker, job: ProcessingJob, run: JobRun): Promise<void> {
  const name = job.ProcessingJobName!
  try {
    update(sagemaker, job, { ProcessingStartTime: sagemaker.kernel.clock.now() })
    run.limit(job.StoppingCondition?.MaxRuntimeInSeconds ?? ONE_DAY)
    const message = await withWorkFolder(join(sagemaker.folder, 'jobs', 'processing', name), (folder) =>
      doWork(sagemaker, job, run, folder),
    )
    end(sagemaker, job, { ProcessingJobStatus: 'Completed', ExitMessage: message })
  } catch (error) {
    run.passClosing()
    const exitMessage = error instanceof JobFailure ? error.exitMessage : undefined
    if (error instanceof StopRequested)
      end(sagemaker, job, {
        ProcessingJobStatus: 'Stopped',
        FailureReason: run.stopReason === 'MaxRuntimeExceeded' ? 'MaxRuntimeExceeded' : undefined,
      })
    else
      end(sagemaker, job, { ProcessingJobStatus: 'Failed', FailureReason: reasonOf(error), ExitMessage: exitMessage })
  }
}

async function doWork(
  sagemaker: SageMaker,
  job: ProcessingJob,
  run: JobRun,
  folder: string,
): Promise<string | undefined> {
  const { kernel, images } = sagemaker
  const { ImageUri, ContainerArguments = [], ContainerEntrypoint } = job.AppSpecification!
  const command = images.commandLine(ImageUri!, ContainerArguments, ContainerEntrypoint)
  pullImage(kernel, job.RoleArn, ImageUri!)
  const s3 = new RoleS3(kernel, job.RoleArn)
  const offline = job.NetworkConfig?.EnableNetworkIsolation
  for (const { S3Input } of job.ProcessingInputs ?? []) {
    run.check()
    await downloadInput(s3, S3Input!.S3DataType!, S3Input!.S3Uri!, inWorkFolder(folder, S3Input!.LocalPath!)!)
  }
  await writeConfig(job, folder)

  const outputs = (job.ProcessingOutputConfig?.Outputs ?? []).map(({ S3Output }) => ({
    from: inWorkFolder(folder, S3Output!.LocalPath!)!,
    to: S3Output!.S3Uri!,
    continuous: S3Output!.S3UploadMode === 'Continuous',
  }))
  for (const { from } of outputs) await mkdir(from, { recursive: true })
  const syncs = outputs
    .filter(({ continuous }) => continuous)
    .map(({ from, to }) => new FolderSync(s3, from, to, { deletes: false }))
  for (const sync of syncs) await sync.start()
  await meetFault(kernel, { kind: 'processing', name: job.ProcessingJobName!, spot: false })

  try {
    const code = await run.execute({
      command,
      folder,
      environment: { ...platformEnvironment(kernel, job.RoleArn, offline), ...job.Environment },
      stateDir: kernel.stateDir,
      network: offline ? 'none' : 'shared',
      memoryMiB: memoryOf(job.ProcessingResources?.ClusterConfig?.InstanceType),
      onLine: jobLog(
        kernel,
        'ProcessingJobs',
        job.ProcessingJobName!,
        mayReport(kernel, job.RoleArn, 'ProcessingJobs'),
      ),
    })
    run.check()
    const message = await readMessage(join(folder, 'output', 'message'))
    if (code !== 0)
      throw new JobFailure(`AlgorithmError: See job logs for more information, exit code: ${code}`, message)
    for (const sync of syncs) await sync.finish()
    const kmsKeyId = job.ProcessingOutputConfig?.KmsKeyId
    for (const { from, to, continuous } of outputs) if (!continuous) await uploadFolder(s3, from, to, kmsKeyId)
    return message
  } finally {
    for (const sync of syncs) sync.abandon()
  }
}

/** What a container reads of its own job. */
async function writeConfig(job: ProcessingJob, folder: string): Promise<void> {
  const config = join(folder, 'config')
  await mkdir(config, { recursive: true })
  await mkdir(join(folder, 'output'), { recursive: true })
  const { ProcessingJobArn, ProcessingJobName, Environment, AppSpecification, ProcessingInputs } = job
  const { ProcessingOutputConfig, ProcessingResources, RoleArn, StoppingCondition } = job
  const about = {
    ProcessingJobArn,
    ProcessingJobName,
    Environment,
    AppSpecification,
    ProcessingInputs,
    ProcessingOutputConfig,
    ProcessingResources,
    RoleArn,
    StoppingCondition,
  }
  await writeFile(join(config, 'processingjobconfig.json'), JSON.stringify(about))
  await writeFile(join(config, 'resourceconfig.json'), JSON.stringify({ current_host: 'algo-1', hosts: ['algo-1'] }))
}

function update(sagemaker: SageMaker, job: ProcessingJob, change: Partial<ProcessingJob>): void {
  Object.assign(job, change, { LastModifiedTime: sagemaker.kernel.clock.now() })
  sagemaker.processingJobs.put(job.ProcessingJobName!, job)
}

function end(sagemaker: SageMaker, job: ProcessingJob, change: Partial<ProcessingJob>): void {
  update(sagemaker, job, { ...change, ProcessingEndTime: sagemaker.kernel.clock.now() })
  emitStateChange(sagemaker, 'Processing Job', job.ProcessingJobArn!, job)
}
