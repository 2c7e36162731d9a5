import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../clock/clock.ts'
import { type Address, addressFor, portOf, release } from './address.ts'
import type { ContainerSpec } from './container.ts'
import { deadline } from './deadline.ts'
import { InlineContainer } from './inline-container.ts'
import { isolation } from './isolation.ts'
import { ConnectionGone } from './model-connection.ts'
import { type HeldRequest, ModelConnections } from './model-connections.ts'
import { watchPings } from './ping-watch.ts'
import { type RunningContainer, startContainer } from './running-container.ts'
import { sendStream } from './send-stream.ts'

const PING_TIMEOUT_MS = 2000
/** By this header of its answer to /ping a container says how many requests it takes on one connection at a time. */
const PIPELINING = 'x-pipelining'
const GRACE_MS = 30_000
const STARTS = 3

/** A body too large to hold. */
export interface StreamedBody {
  stream: Readable
  length: number
}

export interface ModelRequest {
  method: 'GET' | 'POST'
  path: string
  headers: OutgoingHttpHeaders
  body?: Buffer | StreamedBody
  timeoutMs: number
}

export interface ModelResponse {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** Of a container that says itself how long it took. */
  milliseconds?: number | undefined
}

/** The container never saw the request: another instance may answer it. */
export class NotReached extends Error {}
/** The container took too long to answer. */
export class AnswerTimedOut extends Error {}

/** Why an instance did not come up. */
export class NotHealthy extends Error {
  readonly exitCode: number | undefined

  constructor(exitCode: number | undefined) {
    super(exitCode === undefined ? 'no answer to /ping' : `exit code: ${exitCode}`)
    this.exitCode = exitCode
  }
}

/** A module of this process listens to no port. */
const NOWHERE: Address = { host: '127.0.0.1', port: 0 }

/** A container that serves a model on a loopback port of its own, with connections kept alive. */
export class ServingInstance {
  inFlight = 0
  readonly exited: Promise<number>
  /** Its /opt/ml. */
  readonly folder: string
  /** By `performance.now()`. */
  readonly startedAt = performance.now()
  readonly #clock: Clock
  readonly #address: Address
  readonly #container: RunningContainer
  readonly #connections: ModelConnections
  #idle: (() => void) | undefined
  #answersPings = true

  private constructor(clock: Clock, address: Address, container: RunningContainer, folder: string) {
    this.#clock = clock
    this.folder = folder
    this.#address = address
    this.#connections = new ModelConnections(address)
    this.#container = container
    this.exited = container.exited.finally(async () => {
      this.#connections.destroy()
      await release(address)
    })
  }

  /**
   * Starts a container and waits until /ping answers 200. One that ends before is started anew, twice at most (its
   * port may have been taken meanwhile). Rejects with NotHealthy.
   */
  static async start(
    clock: Clock,
    spec: ContainerSpec,
    healthTimeoutMs: number,
    signal: AbortSignal,
  ): Promise<ServingInstance> {
    for (let start = 1; ; start++) {
      signal.throwIfAborted()
      const address = InlineContainer.is(spec) ? NOWHERE : await addressFor(spec, isolation())
      // Nobody but this machine may ask it; a container of the built-in kind heeds HOST.
      const environment = { ...spec.environment, SAGEMAKER_BIND_TO_PORT: String(portOf(address)), HOST: '127.0.0.1' }
      const instance = new ServingInstance(clock, address, startContainer(clock, { ...spec, environment }), spec.folder)
      try {
        await instance.#healthy(healthTimeoutMs, signal)
        return instance
      } catch (error) {
        await instance.kill()
        if (!(error instanceof NotHealthy) || error.exitCode === undefined || start === STARTS) throw error
      }
    }
  }

  get running(): boolean {
    return this.#container.running
  }

  /** Whether it is to be given requests. */
  get inService(): boolean {
    return this.running && this.#answersPings
  }

  /** The process that the container is, where it is one. */
  get pid(): number | undefined {
    return this.#container.pid
  }

  /** Asks it again and again from here on: it is out of service while it does not answer, and ended when it goes on like that. */
  watch(): void {
    if (this.#container instanceof InlineContainer) return
    const stop = watchPings(this.#clock, () => this.#ping(), {
      answered: (healthy) => {
        this.#answersPings = healthy
      },
      lost: () => void this.kill(),
    })
    void this.#container.exited.then(stop)
  }

  /** One exchange with the container. Rejects with NotReached, AnswerTimedOut, or the connection's own error. */
  async send(message: ModelRequest): Promise<ModelResponse> {
    this.inFlight++
    try {
      return await this.#exchange(message)
    } finally {
      this.inFlight--
      if (this.inFlight === 0) this.#idle?.()
    }
  }

  /** Lets the requests in flight finish, then stops. */
  async drain(): Promise<void> {
    // A container within this process answers when its time has come: that must be able to pass.
    if (this.inFlight > 0)
      await this.#clock.idle(() =>
        Promise.race([new Promise<void>((resolve) => (this.#idle = resolve)), this.#container.exited]),
      )
    await this.stop()
  }

  async stop(): Promise<void> {
    await this.#container.stop(GRACE_MS)
    await this.exited
  }

  async kill(): Promise<void> {
    await this.#container.kill()
    await this.exited
  }

  async #healthy(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#container instanceof InlineContainer) return this.#inlineHealthy(this.#container, timeoutMs, signal)
    let late = false
    const cancel = deadline(this.#clock, timeoutMs, () => (late = true))
    try {
      for (let wait = 10; ; wait = Math.min(wait * 1.5, 250)) {
        signal.throwIfAborted()
        if (!this.running) throw new NotHealthy(await this.exited)
        if (await this.#ping()) return
        if (late) throw new NotHealthy(undefined)
        await Promise.race([pause(wait), this.#container.exited])
      }
    } finally {
      cancel()
    }
  }

  async #inlineHealthy({ serving, exited }: InlineContainer, timeoutMs: number, signal: AbortSignal) {
    const { promise: aborted, resolve } = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => resolve(), { once: true })
    const { promise: late, resolve: fire } = Promise.withResolvers<void>()
    const limit = this.#clock.after(timeoutMs, fire)
    const how = await this.#clock.idle(() =>
      Promise.race([serving.then(() => 'serves' as const), exited, late.then(() => undefined), aborted]),
    )
    limit.cancel()
    signal.throwIfAborted()
    if (how !== 'serves') throw new NotHealthy(how ?? undefined)
  }

  async #ping(): Promise<boolean> {
    try {
      // Not a request that draining waits for.
      const ping = { method: 'GET', path: '/ping', headers: {}, timeoutMs: PING_TIMEOUT_MS } as const
      const { status, headers } = await this.#exchange(ping)
      this.#connections.pipelining = Number(headers[PIPELINING] ?? 1)
      return status === 200
    } catch {
      return false
    }
  }

  async #exchange(message: ModelRequest): Promise<ModelResponse> {
    const { body } = message
    if (this.#container instanceof InlineContainer) {
      if (message.path !== '/invocations') return { status: 404, headers: {}, body: Buffer.alloc(0) }
      const answer = await this.#container.answer(await heldOf(body))
      if (answer === undefined) throw new NotReached('the container does not serve')
      const { status, milliseconds } = answer
      return { status, headers: { 'content-type': 'text/csv' }, body: Buffer.from(answer.body), milliseconds }
    }
    try {
      return await (isStreamed(body) ? sendStream(this.#address, message, body) : this.#ask({ ...message, body }))
    } catch (error) {
      if (!isRefused(error)) throw error
      throw new NotReached((error as Error).message)
    }
  }

  /**
   * Once more where the container closed a kept connection just as it was used again. When it has ended since, the
   * request may be what ended it: another instance is not to be given that.
   */
  async #ask(message: HeldRequest & { timeoutMs: number }): Promise<ModelResponse> {
    const exchange = () => this.#connections.exchange(message, message.timeoutMs, () => new AnswerTimedOut())
    try {
      return await exchange()
    } catch (gone) {
      if (!(gone instanceof ConnectionGone) || !this.running) throw gone
      return exchange().catch((error) => {
        throw isRefused(error) && !gone.unread ? gone : error
      })
    }
  }
}

const isRefused = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'

const isStreamed = (body: ModelRequest['body']): body is StreamedBody => body !== undefined && !Buffer.isBuffer(body)

const heldOf = async (body: ModelRequest['body']) =>
  isStreamed(body) ? buffer(body.stream) : (body ?? Buffer.alloc(0))
