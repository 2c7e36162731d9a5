import { AsyncResource } from 'node:async_hooks'
import http, { type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock/clock.ts'
import { consoleMethods, lineWriter } from '../environment/capture-output.mjs'

/** The environment whose code it is. */
export interface Owner {
  readonly gone: boolean
  readonly clock: Clock
  readonly variables: Record<string, string>
  readonly current: { requestId: string | undefined; now: () => number }
  readonly logging: { logFormat: 'Text' | 'JSON'; logLevel: string | undefined }
  write(text: string): void
  exit(code: number): void
  /** A connection to the runtime; none when it is gone. */
  connect(): Duplex | undefined
}

/**
 * What stands in for Node's own where a function would reach the machine's time, variables, output and network. The code
 * of an environment that is gone goes no further: its timers do not fire and its requests are not answered.
 */
export class Scope {
  /** By the names under which code finds them. */
  readonly globals: Record<string, any>
  readonly Agent: typeof http.Agent
  readonly #owner: Owner

  constructor(owner: Owner) {
    this.#owner = owner
    this.globals = {
      process: this.#process(),
      console: this.#console(),
      Date: this.#date(),
      AbortSignal: this.#abortSignal(),
      setTimeout: (fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => this.#timer(fn, ms, args),
      clearTimeout: (timer: { cancel?: () => void } | undefined) => timer?.cancel?.(),
    }
    this.Agent = class extends http.Agent {
      constructor(options?: http.AgentOptions) {
        // A connection that is kept would outlive the runtime that it leads to.
        super({ ...options, keepAlive: false })
      }

      // Without a connection a request waits for ever; with one that is silent its parser would be kept for ever, and
      // with that all of a runtime that has ended.
      override createConnection(): Duplex | undefined {
        return owner.connect()
      }
    }
  }

  /** `http.request`, during which the function only waits. */
  readonly request = (...args: unknown[]): ClientRequest => {
    const sent = (http.request as (...args: unknown[]) => ClientRequest)(...args)
    void this.#owner.clock.idle(() => new Promise<void>((resolve) => sent.once('close', resolve)))
    return sent
  }

  readonly sleep = (ms = 0, value?: unknown): Promise<unknown> =>
    new Promise((resolve) => this.#timer(() => resolve(value), ms, []))

  #timer(fn: (...args: unknown[]) => void, ms: number, args: unknown[]) {
    const owner = this.#owner
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const then = AsyncResource.bind(() => {
      end()
      if (!owner.gone) fn(...args)
    })
    const timer = owner.clock.after(ms, then)
    void owner.clock.idle(() => over)
    const cancel = () => {
      timer.cancel()
      end()
    }
    return { cancel, ref() {}, unref() {}, hasRef: () => true }
  }

  #process(): NodeJS.Process {
    const write = lineWriter((line) => this.#owner.write(line))
    const output = { write, isTTY: false, writable: true, on() {}, once() {}, removeListener() {} }
    return Object.create(process, {
      env: { value: { ...this.#owner.variables } },
      stdout: { value: output },
      stderr: { value: output },
      cwd: { value: () => this.#owner.variables['LAMBDA_TASK_ROOT'] },
      exit: { value: (code = 0) => this.#owner.exit(Number(code)) },
    })
  }

  #console(): Console {
    const method =
      (name: string) =>
      (...args: unknown[]) => {
        const owner = this.#owner
        const post = (text: string) => owner.write(text)
        consoleMethods({ ...owner.logging, current: owner.current, post })[name]!(...args)
      }
    const names = ['log', 'info', 'debug', 'trace', 'warn', 'error', 'fatal']
    return Object.assign(Object.create(console), Object.fromEntries(names.map((name) => [name, method(name)])))
  }

  /** What `AbortSignal.timeout` answers waits for nothing by itself: it is set beside a request, which does. */
  #abortSignal(): typeof AbortSignal {
    const timeout = (ms: number): AbortSignal => {
      const controller = new AbortController()
      const late = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
      this.#owner.clock.after(
        ms,
        AsyncResource.bind(() => !this.#owner.gone && late()),
      )
      return controller.signal
    }
    return new Proxy(AbortSignal, { get: (target, key) => (key === 'timeout' ? timeout : Reflect.get(target, key)) })
  }

  #date(): DateConstructor {
    const now = () => this.#owner.current.now()
    return new Proxy(Date, {
      construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
      apply: () => new Date(now()).toString(),
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    })
  }
}
