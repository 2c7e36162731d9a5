import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { platformEnvironment } from '../containers/environment.ts'
import { memoryOf } from '../containers/instance-type.ts'
import { pullImage } from '../containers/pull-image.ts'
import { NotHealthy, ServingInstance } from '../containers/serving-instance.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { mayReport } from '../platform-role.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Variant } from './deployment.ts'
import { fetchModelData, layOutModel } from './model-folder.ts'

const LONGEST_BACKOFF_MS = 30_000

/** The instances of one variant. One that dies is replaced. */
export class VariantFleet {
  readonly variant: Variant
  readonly #sagemaker: SageMaker
  readonly #endpointName: string
  readonly #folder: string
  readonly #signal: AbortSignal
  readonly #instances = new Set<ServingInstance>()
  /** What is cleared up and replaced after an instance ended. */
  readonly #aftermath = new Set<Promise<void>>()

  constructor(sagemaker: SageMaker, endpointName: string, variant: Variant, folder: string, signal: AbortSignal) {
    this.#sagemaker = sagemaker
    this.#endpointName = endpointName
    this.variant = variant
    this.#folder = folder
    this.#signal = signal
  }

  get count(): number {
    return this.#instances.size
  }

  /** Rejects with the JobFailure that says why one of them did not come up. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await this.#clearInstances()
    pullImage(this.#sagemaker.kernel, this.variant.container.roleArn, this.variant.container.image)
    await fetchModelData(this.#sagemaker, this.variant.container, this.#archive)
    const started = await Promise.allSettled(Array.from({ length: this.variant.count }, () => this.#startOne()))
    for (const one of started) if (one.status === 'rejected') throw one.reason
  }

  /** The instance with the fewest requests in flight. */
  pick(): ServingInstance | undefined {
    let best: ServingInstance | undefined
    for (const instance of this.#instances)
      if (instance.running && (!best || instance.inFlight < best.inFlight)) best = instance
    return best
  }

  /** Changes the number of instances; the ones too many finish what they are doing. */
  async scaleTo(count: number): Promise<void> {
    this.variant.count = count
    await Promise.all(Array.from({ length: Math.max(0, count - this.count) }, () => this.#startOne()))
    const surplus = [...this.#instances].slice(count)
    for (const instance of surplus) this.#instances.delete(instance)
    await Promise.all(surplus.map((instance) => instance.drain()))
  }

  async drain(): Promise<void> {
    await this.#end((instance) => instance.drain())
  }

  async kill(): Promise<void> {
    await this.#end((instance) => instance.kill())
  }

  get #archive(): string {
    return join(this.#folder, 'model.tar.gz')
  }

  async #end(how: (instance: ServingInstance) => Promise<void>): Promise<void> {
    const instances = [...this.#instances]
    this.#instances.clear()
    await Promise.all(instances.map(how))
    await Promise.all(this.#aftermath)
  }

  async #startOne(): Promise<void> {
    const { kernel, images } = this.#sagemaker
    const { container, name, instanceType, startupTimeoutMs } = this.variant
    const id = `i-${randomBytes(8).toString('hex')}`
    const place = join(this.#folder, id)
    const folder = join(place, 'ml')
    const group = `/aws/sagemaker/Endpoints/${this.#endpointName}`
    const { lines } = mayReport(kernel, container.roleArn, 'Endpoints', `Endpoints/${this.#endpointName}`)
    const forget = () => rm(place, { recursive: true, force: true })
    try {
      await layOutModel(container, this.#archive, folder)
      const instance = await ServingInstance.start(
        kernel.clock,
        {
          command: images.commandLine(container.image, ['serve']),
          folder,
          environment: {
            ...platformEnvironment(kernel, container.roleArn, container.offline),
            ...container.environment,
          },
          stateDir: kernel.stateDir,
          network: container.offline ? 'relayed' : 'shared',
          memoryMiB: memoryOf(instanceType),
          onLine: (line) => {
            if (lines) kernel.log(group, `${name}/${id}`, line)
          },
        },
        startupTimeoutMs,
        this.#signal,
      )
      if (this.#signal.aborted) {
        await instance.kill()
        throw this.#signal.reason
      }
      this.#instances.add(instance)
      this.#afterwards(instance.exited.then(forget).then(() => this.#replace(instance)))
    } catch (error) {
      await forget()
      throw error instanceof NotHealthy ? notHealthy(name, error) : error
    }
  }

  #afterwards(work: Promise<void>): void {
    const done = work.finally(() => this.#aftermath.delete(done))
    this.#aftermath.add(done)
  }

  /** Only an instance that nobody asked to end is still a member when it ends. */
  async #replace(dead: ServingInstance): Promise<void> {
    if (this.#instances.delete(dead) && !this.#signal.aborted) await this.#keepTrying()
  }

  /** What a former process left of its instances. */
  async #clearInstances(): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (name.startsWith('i-')) await rm(join(this.#folder, name), { recursive: true, force: true })
  }

  async #keepTrying(): Promise<void> {
    const { clock } = this.#sagemaker.kernel
    for (let wait = 500; !this.#signal.aborted; wait = Math.min(wait * 2, LONGEST_BACKOFF_MS)) {
      if (this.count >= this.variant.count) return
      try {
        return await clock.during(() => this.#startOne())
      } catch {
        // Why it did not start is in its log; the next try is later each time.
        await clock.sleep(wait, this.#signal).catch(() => {})
      }
    }
  }
}

function notHealthy(variant: string, error: NotHealthy): JobFailure {
  const exit = error.exitCode === undefined ? '' : ` The container ended with exit code ${error.exitCode}.`
  return new JobFailure(
    `The primary container for production variant ${variant} did not pass the ping health check.${exit} ` +
      'Please check CloudWatch logs for this endpoint.',
  )
}
