import type { Clock, Timer } from '../../clock/clock.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import { NotReached, type ServingInstance } from '../containers/serving-instance.ts'
import type { VariantFleet } from '../endpoints/variant-fleet.ts'

/** How long a process without requests is kept. AWS does not say how long it does. */
const IDLE_MS = 5 * 60_000

/** A process that is given to one request. */
export interface Taken {
  instance: ServingInstance
  /** What it took to bring it up, in microseconds, where none was free. */
  setupMicros: number | undefined
  /** Requests at work, with this one. */
  concurrent: number
  release(): void
}

/** The processes of a serverless variant: one comes when a request finds none free, and goes when it was idle long enough. */
export class OnDemand {
  readonly #clock: Clock
  readonly #fleet: VariantFleet
  readonly #taken = new Set<ServingInstance>()
  readonly #usedAt = new WeakMap<ServingInstance, number>()
  readonly #ends = new Map<ServingInstance, Timer>()
  #concurrent = 0

  constructor(clock: Clock, fleet: VariantFleet) {
    this.#clock = clock
    this.#fleet = fleet
  }

  /** How many processes stay without requests. */
  get #provisioned(): number {
    return this.#fleet.variant.serverless!.ProvisionedConcurrency ?? 0
  }

  /** Shows that the container comes up, where nothing else has: it fails what deploys it, not the first request. */
  async prove(): Promise<void> {
    if (this.#fleet.count === 0) await this.#fleet.retire(await this.#fleet.launchOne())
  }

  /** Rejects with ThrottlingException above MaxConcurrency, or with the JobFailure of a process that did not come up. */
  async take(): Promise<Taken> {
    if (this.#concurrent >= this.#fleet.variant.serverless!.MaxConcurrency!)
      throw new AwsError('ThrottlingException', 'Rate exceeded')
    const concurrent = ++this.#concurrent
    try {
      const began = this.#clock.measure()
      const free = this.#free()
      const instance = free ?? (await this.#coldStart())
      this.#taken.add(instance)
      this.#ends.get(instance)?.cancel()
      this.#ends.delete(instance)
      const setupMicros = free ? undefined : Math.round((this.#clock.measure() - began) * 1000)
      return { instance, setupMicros, concurrent, release: () => this.#release(instance) }
    } catch (error) {
      this.#concurrent--
      // Replaced while the process came up: what serves now is to answer.
      if (!this.#fleet.serves) throw new NotReached('the variant has ended')
      throw error
    }
  }

  /** The one used last, so that the others may go. */
  #free(): ServingInstance | undefined {
    let best: ServingInstance | undefined
    for (const instance of this.#fleet.instances())
      if (instance.inService && !this.#taken.has(instance) && this.#last(instance) > (best ? this.#last(best) : -1))
        best = instance
    return best
  }

  #last(instance: ServingInstance): number {
    return this.#usedAt.get(instance) ?? 0
  }

  async #coldStart(): Promise<ServingInstance> {
    const started = await this.#fleet.launchOne()
    // Another request may have found it before this one was told.
    return this.#taken.has(started) ? (this.#free() ?? this.#coldStart()) : started
  }

  #release(instance: ServingInstance): void {
    this.#concurrent--
    this.#taken.delete(instance)
    this.#usedAt.set(instance, this.#clock.now())
    if (this.#fleet.count <= this.#provisioned) return
    const timer = this.#clock.after(IDLE_MS, () => {
      this.#ends.delete(instance)
      if (this.#fleet.count > this.#provisioned) void this.#clock.during(() => this.#fleet.retire(instance))
    })
    this.#ends.set(instance, timer)
  }
}
