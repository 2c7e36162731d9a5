import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { platformEnvironment } from '../containers/environment.ts'
import { NotHealthy, ServingInstance } from '../containers/serving-instance.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { mayReport } from '../platform-role.ts'
import type { SageMaker } from '../sagemaker.ts'
import { memoryMiBOf, type Variant } from './deployment.ts'
import { layOutModel } from './model-folder.ts'

export interface InstancePlace {
  endpointName: string
  /** The variant's folder; the instance makes one of its own in it and clears it when it ends. */
  folder: string
  /** The model's archive. */
  archive: string
  signal: AbortSignal
}

export interface StartedInstance {
  instance: ServingInstance
  /** Settles when it has ended and nothing of it is left. */
  gone: Promise<void>
}

/** A healthy instance of a variant. Rejects with the JobFailure that says why there is none. */
export async function startInstance(
  { kernel, images }: SageMaker,
  variant: Variant,
  { endpointName, folder, archive, signal }: InstancePlace,
): Promise<StartedInstance> {
  const { container, name, startupTimeoutMs } = variant
  const id = `i-${randomBytes(8).toString('hex')}`
  const place = join(folder, id)
  const group = `/aws/sagemaker/Endpoints/${endpointName}`
  const { lines } = mayReport(kernel, container.roleArn, 'Endpoints', `Endpoints/${endpointName}`)
  // What replaces it comes after, so that this takes none of the runtime's time.
  const forget = () => kernel.clock.during(() => rm(place, { recursive: true, force: true }))
  try {
    await layOutModel(container, archive, join(place, 'ml'))
    const instance = await ServingInstance.start(
      kernel.clock,
      {
        command: images.commandLine(container.image, ['serve']),
        folder: join(place, 'ml'),
        environment: {
          ...platformEnvironment(kernel, container.roleArn, container.offline),
          ...container.environment,
        },
        stateDir: kernel.stateDir,
        network: container.offline ? 'relayed' : 'shared',
        memoryMiB: memoryMiBOf(variant),
        onLine: (line) => {
          if (lines) kernel.log(group, `${name}/${id}`, line)
        },
      },
      startupTimeoutMs,
      signal,
    )
    instance.watch()
    if (!signal.aborted) return { instance, gone: instance.exited.then(forget) }
    await instance.kill()
    throw signal.reason
  } catch (error) {
    await forget()
    throw error instanceof NotHealthy ? notHealthy(name, error.exitCode) : error
  }
}

/** Why a variant whose container is not healthy fails what brings it up. */
export function notHealthy(variant: string, exitCode?: number): JobFailure {
  const exit = exitCode === undefined ? '' : ` The container ended with exit code ${exitCode}.`
  return new JobFailure(
    `The primary container for production variant ${variant} did not pass the ping health check.${exit} ` +
      'Please check CloudWatch logs for this endpoint.',
  )
}
