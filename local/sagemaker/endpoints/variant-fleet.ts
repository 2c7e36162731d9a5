import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Work } from '../../clock/work.ts'
import { pullImage } from '../containers/pull-image.ts'
import type { ServingInstance } from '../containers/serving-instance.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { SageMaker } from '../sagemaker.ts'
import { OnDemand } from '../serverless/on-demand.ts'
import type { Variant } from './deployment.ts'
import { fetchModelData } from './model-folder.ts'
import type { Shadow } from './shadow.ts'
import { notHealthy, startInstance } from './start-instance.ts'

const LONGEST_BACKOFF_MS = 30_000
const NO_CAPACITY =
  'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. ' +
  'Please retry using a different ML instance type or after some time.'

export interface VariantPlace {
  endpointName: string
  configName: string
  folder: string
  /** Aborted when the fleet ends. */
  signal: AbortSignal
  /** Told when no instance is in service any more. */
  onDark: (variant: VariantFleet) => void
}

/** The instances of one variant. One that dies, or that is not healthy any more, is replaced. */
export class VariantFleet {
  readonly variant: Variant
  /** What its metrics are told by. */
  readonly dimensions: readonly Record<string, string>[]
  /** When it was last sent a request, epoch ms. */
  invokedAt = 0
  /** What a share of its requests is copied to. */
  shadow: Shadow | undefined
  /** Of a serverless variant: what brings its processes up and ends them. */
  readonly onDemand: OnDemand | undefined
  readonly #sagemaker: SageMaker
  readonly #place: VariantPlace
  readonly #instances = new Set<ServingInstance>()
  /** What is cleared up and replaced after an instance ended. */
  readonly #aftermath = new Set<Promise<void>>()
  #wanted = 0
  #active = Number.POSITIVE_INFINITY

  constructor(sagemaker: SageMaker, variant: Variant, place: VariantPlace) {
    this.#sagemaker = sagemaker
    this.variant = variant
    this.#place = place
    this.onDemand = variant.serverless && new OnDemand(sagemaker.kernel.clock, this)
    const byVariant = { EndpointName: place.endpointName, VariantName: variant.name }
    this.dimensions = [byVariant, { ...byVariant, EndpointConfigName: place.configName }]
  }

  get count(): number {
    return this.#instances.size
  }

  /** Whether a request would find an instance. */
  get serves(): boolean {
    if (this.onDemand) return !this.#place.signal.aborted
    for (const { inService } of this.#instances) if (inService) return true
    return false
  }

  instances(): Iterable<ServingInstance> {
    return this.#instances
  }

  /** Rejects with the JobFailure that says why one of them did not come up. */
  async start(count = this.variant.count, again = false): Promise<void> {
    await mkdir(this.#place.folder, { recursive: true })
    await this.#clearInstances()
    this.#wanted = count
    await this.#launch(count, again)
    await this.onDemand?.prove()
  }

  /** One more than are wanted; it is not replaced when it ends. */
  async launchOne(): Promise<ServingInstance> {
    return (await this.#launch(1))[0]!
  }

  /** Ends an instance that nobody needs any more. */
  async retire(instance: ServingInstance): Promise<void> {
    if (this.#instances.delete(instance)) await instance.drain()
  }

  /** The instance with the fewest requests in flight, of those that take requests; any other when none of them can. */
  pick(): ServingInstance | undefined {
    let best: ServingInstance | undefined
    let spare: ServingInstance | undefined
    let at = 0
    for (const instance of this.#instances) {
      const active = at++ < this.#active
      if (!instance.running) continue
      if (!active || !instance.inService) spare ??= instance
      else if (!best || instance.inFlight < best.inFlight) best = instance
    }
    return best ?? spare
  }

  /** Only so many instances take requests; all without a number. */
  activate(count = Number.POSITIVE_INFINITY): void {
    this.#active = count
  }

  /** Changes the number of instances for good. */
  async scaleTo(count: number): Promise<void> {
    await this.resize(count)
    this.variant.count = count
  }

  /** Changes the number of instances; the ones too many finish what they are doing. */
  async resize(count: number): Promise<void> {
    const before = this.#wanted
    this.#wanted = count
    try {
      if (count > this.count) await this.#launch(count - this.count)
    } catch (error) {
      this.#wanted = before
      throw error
    }
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
    return join(this.#place.folder, 'model.tar.gz')
  }

  async #end(how: (instance: ServingInstance) => Promise<void>): Promise<void> {
    const instances = [...this.#instances]
    this.#instances.clear()
    await Promise.all(instances.map(how))
    await Promise.all(this.#aftermath)
  }

  /** Capacity that was there before a restart, `again`, does not fail. */
  async #launch(count: number, again = false): Promise<ServingInstance[]> {
    const { kernel } = this.#sagemaker
    const { container } = this.variant
    if (count === 0) return []
    const fault = again ? undefined : kernel.faults.instances(this.#place.endpointName)
    if (fault?.kind === 'no-capacity') throw new JobFailure(NO_CAPACITY)
    if (fault?.kind === 'unhealthy') throw notHealthy(this.variant.name)
    if (fault?.kind === 'late') await kernel.clock.idle(() => kernel.clock.sleep(fault.afterMs, this.#place.signal))
    pullImage(kernel, container.roleArn, container.image)
    await fetchModelData(this.#sagemaker, container, this.#archive)
    const starting = Array.from({ length: count }, () => Work.beside(() => this.#startOne()))
    const started = await Promise.allSettled(starting)
    for (const one of started) if (one.status === 'rejected') throw one.reason
    if (fault?.kind === 'crashes') this.#crashEvery(fault.afterMs)
    return started.map((one) => (one as PromiseFulfilledResult<ServingInstance>).value)
  }

  async #startOne(): Promise<ServingInstance> {
    const { endpointName, folder, signal } = this.#place
    const place = { endpointName, folder, signal, archive: this.#archive }
    const { instance, gone } = await startInstance(this.#sagemaker, this.variant, place)
    this.#instances.add(instance)
    void instance.exited.then(() => this.#lost(instance))
    this.#afterwards(gone.then(() => this.#replace(instance)))
    return instance
  }

  /** Only an instance that nobody asked to end is still a member when it ends. */
  #lost(dead: ServingInstance): void {
    if (this.#instances.has(dead) && !this.#place.signal.aborted && !this.serves) this.#place.onDark(this)
  }

  /** Containers that end by themselves, and so do those that replace them. */
  #crashEvery(ms: number): void {
    const { signal } = this.#place
    const timer = this.#sagemaker.kernel.clock.after(ms, () => {
      for (const instance of this.#instances) void instance.kill()
      if (!signal.aborted) this.#crashEvery(ms)
    })
    signal.addEventListener('abort', () => timer.cancel(), { once: true })
  }

  #afterwards(work: Promise<void>): void {
    const done = work.finally(() => this.#aftermath.delete(done))
    this.#aftermath.add(done)
  }

  async #replace(dead: ServingInstance): Promise<void> {
    if (this.#instances.delete(dead) && !this.#place.signal.aborted) await this.#keepTrying()
  }

  /** What a former process left of its instances. */
  async #clearInstances(): Promise<void> {
    const { folder } = this.#place
    for (const name of await readdir(folder))
      if (name.startsWith('i-')) await rm(join(folder, name), { recursive: true, force: true })
  }

  async #keepTrying(): Promise<void> {
    const { clock } = this.#sagemaker.kernel
    const { signal } = this.#place
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, LONGEST_BACKOFF_MS)) {
      if (this.count >= this.#wanted) return
      try {
        await clock.during(() => this.#startOne())
        return
      } catch {
        // Why it did not start is in its log; the next try is later each time.
        await clock.sleep(wait, signal).catch(() => {})
      }
    }
  }
}
