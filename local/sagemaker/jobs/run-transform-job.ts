import { join } from 'node:path'
import { Work } from '../../clock/work.ts'
import { platformEnvironment } from '../containers/environment.ts'
import { memoryOf } from '../containers/instance-type.ts'
import { pullImage } from '../containers/pull-image.ts'
import { NotHealthy, ServingInstance } from '../containers/serving-instance.ts'
import { type ModelContainer, modelContainer } from '../endpoints/model-container.ts'
import { fetchModelData, layOutModel } from '../endpoints/model-folder.ts'
import { atMost } from '../files/at-most.ts'
import { downloadFailure } from '../files/download-input.ts'
import { type InputObject, inputObjects } from '../files/input-objects.ts'
import { RoleS3 } from '../files/role-s3.ts'
import { mayReport } from '../platform-role.ts'
import type { TransformJob } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { type BatchSettings, batchSettings } from '../transform/batch-settings.ts'
import { writeCaptureManifests } from '../transform/capture-manifests.ts'
import { transformObject } from '../transform/transform-object.ts'
import { JobFailure, reasonOf } from './job-failure.ts'
import { type JobRun, StopRequested } from './job-run.ts'
import { jobLog } from './log-stream.ts'
import { meetFault } from './meet-fault.ts'
import { withWorkFolder } from './work-folder.ts'

/** Batch transform has no limit of its own; a container that never gets healthy is given half an hour. */
const STARTUP_TIMEOUT_MS = 30 * 60 * 1000

/** Starts the model's container, sends it each object of the input and puts each answer beside. */
export async function runTransformJob(sagemaker: SageMaker, job: TransformJob, run: JobRun): Promise<void> {
  try {
    Object.assign(job, { TransformStartTime: sagemaker.kernel.clock.now() })
    sagemaker.transformJobs.put(job.TransformJobName!, job)
    await withWorkFolder(join(sagemaker.folder, 'jobs', 'transform', job.TransformJobName!), (folder) =>
      transform(sagemaker, job, run, folder),
    )
    run.check()
    end(sagemaker, job, { TransformJobStatus: 'Completed' })
  } catch (error) {
    run.passClosing()
    if (run.stopReason || error instanceof StopRequested) end(sagemaker, job, { TransformJobStatus: 'Stopped' })
    else end(sagemaker, job, { TransformJobStatus: 'Failed', FailureReason: reasonOf(error) })
  }
}

async function transform(sagemaker: SageMaker, job: TransformJob, run: JobRun, folder: string): Promise<void> {
  if (!sagemaker.models.has(job.ModelName!)) throw new JobFailure(`ClientError: The model "${job.ModelName}" is gone.`)
  const container = modelContainer(sagemaker, job.ModelName!)
  const archive = join(folder, '..', 'model.tar.gz')
  pullImage(sagemaker.kernel, container.roleArn, container.image)
  await fetchModelData(sagemaker, container, archive)
  run.check()
  await meetFault(sagemaker.kernel, { kind: 'transform', name: job.TransformJobName!, spot: false })

  const ended = new AbortController()
  const hosts = Array.from({ length: job.TransformResources!.InstanceCount! }, (_, index) => index + 1)
  const instances: ServingInstance[] = []
  const endAll = () => {
    ended.abort(new StopRequested())
    for (const instance of instances) void instance.kill()
  }
  const forget = run.whileRunning(endAll, endAll)
  try {
    await Promise.all(
      hosts.map((host) =>
        Work.beside(async () => {
          const optMl = join(folder, `algo-${host}`, 'ml')
          await layOutModel(container, archive, optMl)
          instances.push(await startInstance(sagemaker, job, container, optMl, ended.signal))
        }),
      ),
    )
    const settings = await batchSettings(job, instances[0]!)
    await sendAll(sagemaker, job, run, container, instances, settings, folder)
  } finally {
    forget()
    endAll()
    await Promise.all(instances.map((instance) => instance.exited))
  }
}

/** One object at a time per instance; an object that fails leaves the others their answers. */
async function sendAll(
  sagemaker: SageMaker,
  job: TransformJob,
  run: JobRun,
  container: ModelContainer,
  instances: ServingInstance[],
  settings: BatchSettings,
  folder: string,
): Promise<void> {
  const s3 = new RoleS3(sagemaker.kernel, container.roleArn)
  const { S3DataType, S3Uri } = job.TransformInput!.DataSource!.S3DataSource!
  const failures: unknown[] = []
  const objects: InputObject[] = []
  const free = [...instances]
  try {
    await atMost(instances.length, inputObjects(s3, S3DataType!, S3Uri!), async (object: InputObject) => {
      run.check()
      const instance = free.pop()!
      const file = join(folder, `${objects.length}.out`)
      objects.push(object)
      try {
        await transformObject({ s3, job, settings, instance, object, file })
      } catch (error) {
        if (run.stopReason) throw error
        failures.push(error)
      } finally {
        free.push(instance)
      }
    })
  } catch (error) {
    throw downloadFailure(error, S3Uri!)
  }
  if (failures.length > 0) throw failures[0]
  if (objects.length === 0)
    throw new JobFailure(
      `ClientError: NoSuchKey: No S3 objects found under S3 URL "${S3Uri}" given in input data source.`,
    )
  if (job.DataCaptureConfig) await writeCaptureManifests(s3, job, objects)
}

async function startInstance(
  sagemaker: SageMaker,
  job: TransformJob,
  container: ModelContainer,
  folder: string,
  signal: AbortSignal,
): Promise<ServingInstance> {
  const { kernel, images } = sagemaker
  try {
    return await ServingInstance.start(
      kernel.clock,
      {
        command: images.commandLine(container.image, ['serve']),
        folder,
        environment: {
          ...platformEnvironment(kernel, container.roleArn, container.offline),
          SAGEMAKER_BATCH: 'true',
          ...container.environment,
          ...job.Environment,
        },
        stateDir: kernel.stateDir,
        network: container.offline ? 'relayed' : 'shared',
        memoryMiB: memoryOf(job.TransformResources!.InstanceType),
        onLine: jobLog(
          kernel,
          'TransformJobs',
          job.TransformJobName!,
          mayReport(kernel, container.roleArn, 'TransformJobs'),
        ),
      },
      STARTUP_TIMEOUT_MS,
      signal,
    )
  } catch (error) {
    if (!(error instanceof NotHealthy)) throw error
    throw new JobFailure(
      `AlgorithmError: The container did not pass the ping health check (${error.message}). See job logs.`,
    )
  }
}

function end(sagemaker: SageMaker, job: TransformJob, change: Partial<TransformJob>): void {
  Object.assign(job, change, { TransformEndTime: sagemaker.kernel.clock.now() })
  sagemaker.transformJobs.put(job.TransformJobName!, job)
  emitStateChange(sagemaker, 'Transform Job', job.TransformJobArn!, job)
}
