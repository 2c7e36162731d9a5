import type { Timer } from '../../clock/clock.ts'
import type { VariantFleet } from '../endpoints/variant-fleet.ts'
import { mayReport } from '../platform-role.ts'
import type { SageMaker } from '../sagemaker.ts'
import { answerRequest, failed, InstanceLost, type Tell } from './answer-request.ts'
import type { AsyncRequest } from './async-request.ts'
import { finishRequest } from './finish-request.ts'
import type { Outcome } from './notice.ts'
import { dropPayload } from './stored-payload.ts'

/** Requests to one instance at a time, where the endpoint's config does not say how many. */
const CONCURRENT = 4
/** Instances that may end under a request before it is given up. */
const LOSSES = 3
/** How long to wait for an instance that is being replaced. */
const LOOK_AGAIN_MS = 1000

/** The requests of one endpoint, from the first to the last; each stays in the store until it is done with. */
export class AsyncQueue {
  readonly #sagemaker: SageMaker
  readonly #endpointName: string
  #waiting: AsyncRequest[] = []
  readonly #working = new Map<AsyncRequest, Promise<void>>()
  readonly #busy = new Map<VariantFleet, number>()
  readonly #expiries = new Map<AsyncRequest, Timer>()
  #again: Timer | undefined
  #closed = false

  constructor(sagemaker: SageMaker, endpointName: string) {
    this.#sagemaker = sagemaker
    this.#endpointName = endpointName
  }

  /** Waiting or being worked on. */
  get backlog(): number {
    return this.#waiting.length + this.#working.size
  }

  /** When the oldest of them was received. */
  get oldest(): number | undefined {
    const received = [...this.#working.keys(), ...this.#waiting.slice(0, 1)].map(({ receivedAt }) => receivedAt)
    return received.length > 0 ? Math.min(...received) : undefined
  }

  /** Takes a request that is in the store. */
  add(request: AsyncRequest): void {
    this.#waiting.push(request)
    this.#expire(request)
    this.pump()
  }

  /** Gives waiting requests to instances that are free; called whenever there may be more of either. */
  pump(): void {
    for (let variant: VariantFleet | undefined; this.#waiting.length > 0; ) {
      variant = this.#closed ? undefined : this.#free()
      if (!variant) break
      this.#start(this.#waiting.shift()!, variant)
    }
    this.#lookAgain()
  }

  /** Forgets every request: the endpoint goes. */
  drop(): void {
    this.#closed = true
    for (const request of [...this.#waiting, ...this.#working.keys()]) this.#forget(request)
    this.#waiting = []
    this.#again?.cancel()
  }

  /** Works on nothing more; what is not done with is found again in the store. */
  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#expiries.values()) timer.cancel()
    this.#again?.cancel()
    await Promise.all(this.#working.values())
  }

  /** A variant that may be given one more, by weight where several may. */
  #free(): VariantFleet | undefined {
    const router = this.#sagemaker.endpoints.live(this.#endpointName)
    if (!router) return undefined
    if (router.coming) {
      void router.coming.then(
        () => this.pump(),
        () => {},
      )
      return undefined
    }
    const free = router.parts
      .filter(({ share }) => share > 0)
      .flatMap(({ fleet }) => {
        const each = fleet.deployment.async?.ClientConfig?.MaxConcurrentInvocationsPerInstance ?? CONCURRENT
        const has = (variant: VariantFleet) => (this.#busy.get(variant) ?? 0) < variant.count * each
        return fleet.variants.filter((variant) => variant.variant.weight > 0 && has(variant))
      })
    if (free.length < 2) return free[0]
    const next = router.route()
    return next && free.includes(next) ? next : free[0]
  }

  #start(request: AsyncRequest, variant: VariantFleet): void {
    const { clock } = this.#sagemaker.kernel
    this.#expiries.get(request)?.cancel()
    this.#expiries.delete(request)
    this.#busy.set(variant, (this.#busy.get(variant) ?? 0) + 1)
    const done = clock.during(async () => {
      // Whoever asked for it is answered first.
      await new Promise((resolve) => setImmediate(resolve))
      const outcome = this.#closed ? undefined : await this.#work(request, variant)
      this.#working.delete(request)
      const busy = this.#busy.get(variant)! - 1
      if (busy > 0) this.#busy.set(variant, busy)
      else this.#busy.delete(variant)
      if (this.#closed) return
      if (outcome === 'again') {
        this.#waiting.unshift(request)
        this.#expire(request)
        return this.#lookAgain()
      }
      this.pump()
    })
    this.#working.set(request, done)
  }

  /** `again` when another instance has to answer it. */
  async #work(request: AsyncRequest, variant: VariantFleet): Promise<'again' | undefined> {
    const { clock } = this.#sagemaker.kernel
    const tell = this.#teller(variant.variant.name)
    const began = clock.now()
    try {
      const outcome = await answerRequest(this.#sagemaker, variant, request, tell)
      tell('TimeInBacklog', (began - request.receivedAt) * 1000, 'Microseconds')
      await this.#finish(request, outcome, variant.variant.name, variant.variant.container.roleArn)
      return undefined
    } catch (error) {
      if (!(error instanceof InstanceLost)) throw error
      if (this.#closed) return undefined
      if (error.begun && ++request.losses >= LOSSES) {
        const outcome = failed(`ClientError: ${error.message} ${LOSSES} instances ended while they had the request.`)
        await this.#finish(request, outcome, variant.variant.name, variant.variant.container.roleArn)
        return undefined
      }
      this.#sagemaker.asyncRequests.put(request.id, request)
      return 'again'
    }
  }

  async #finish(request: AsyncRequest, answered: Outcome, variant: string, roleArn: string | undefined) {
    const { kernel } = this.#sagemaker
    const tell = this.#teller(variant)
    const log = (line: string) => {
      if (mayReport(kernel, roleArn, 'Endpoints', `Endpoints/${this.#endpointName}`).lines)
        kernel.log(`/aws/sagemaker/Endpoints/${this.#endpointName}`, `${variant}/data-log`, line)
    }
    const outcome = await finishRequest(this.#sagemaker, request, answered, { roleArn, tell, log })
    if (outcome.status === 'Failed') tell('InvocationFailures', 1, 'Count')
    // Spelled so on AWS.
    tell('InvocationsProcesssed', 1, 'Count')
    tell('TotalProcessingTime', kernel.clock.now() - request.receivedAt, 'Milliseconds')
    this.#forget(request)
  }

  #forget(request: AsyncRequest): void {
    this.#expiries.get(request)?.cancel()
    this.#expiries.delete(request)
    this.#sagemaker.asyncRequests.delete(request.id)
    if (!request.inputLocation) void dropPayload(this.#sagemaker.folder, request)
  }

  /** Fails the request when its time comes and nobody has taken it up. */
  #expire(request: AsyncRequest): void {
    const { clock } = this.#sagemaker.kernel
    const timer = clock.after(request.expiresAt - clock.now(), () => {
      const at = this.#waiting.indexOf(request)
      if (this.#closed || at < 0) return
      this.#waiting.splice(at, 1)
      const first = this.#sagemaker.endpoints.current(this.#endpointName)?.variants[0]
      this.#teller(first?.name ?? 'unknown')('ExpiredRequests', 1, 'Count')
      const waited = Math.round((clock.now() - request.receivedAt) / 1000)
      const outcome = failed(
        `ClientError: The request expired after ${waited} seconds in the queue (RequestTTLSeconds).`,
      )
      const done = clock.during(async () => {
        await this.#finish(request, outcome, first?.name ?? 'unknown', first?.container.roleArn)
        this.#working.delete(request)
      })
      this.#working.set(request, done)
    })
    this.#expiries.set(request, timer)
  }

  /** Instances that are being replaced come back unannounced. */
  #lookAgain(): void {
    this.#again?.cancel()
    this.#again = undefined
    if (this.#closed || this.#waiting.length === 0) return
    const variants = this.#sagemaker.endpoints.live(this.#endpointName)?.variants ?? []
    const lacking = variants.some(({ variant, count }) => count < variant.count)
    const idle = this.#working.size === 0 && variants.some(({ count }) => count > 0)
    if (!lacking && !idle) return
    this.#again = this.#sagemaker.kernel.clock.after(LOOK_AGAIN_MS, () => this.pump())
  }

  #teller(variant: string): Tell {
    const dimensions = { EndpointName: this.#endpointName, VariantName: variant }
    return (name, value, unit) =>
      this.#sagemaker.kernel.metric({ namespace: 'AWS/SageMaker', name, dimensions, value, unit })
  }
}
