import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock/clock.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { describeError } from '../environment/describe-error.mjs'
import type { Ended, Environment, Invocation } from '../environment/environment.ts'
import { invokeHandler } from '../environment/invoke-handler.mjs'
import { environmentVariables } from '../environment/variables.ts'
import type { FunctionVersion } from '../function.ts'
import { loadFunction } from './function-module.ts'
import { type Owner, Scope } from './scope.ts'

/**
 * A function in the runtime's own thread and time, with the packaged code as it is: a virtual clock passes while it
 * waits, and nothing of what it does is a race. There is no memory limit and no isolation.
 */
export class InlineEnvironment implements Environment, Owner {
  readonly logStream: string
  readonly initDuration = 0
  gone = true
  readonly current: Owner['current']
  readonly logging: Owner['logging']
  readonly clock: Clock
  readonly #kernel: Kernel
  readonly #fn: FunctionVersion
  #scope: Scope | undefined
  #handler: unknown
  #onLog: (text: string) => void = () => {}
  #onEnd: (ended: Ended) => void = () => {}

  constructor(kernel: Kernel, fn: FunctionVersion) {
    this.#kernel = kernel
    this.#fn = fn
    this.clock = kernel.clock
    this.current = { requestId: undefined, now: () => kernel.clock.now() }
    this.logging = { logFormat: fn.logging.LogFormat, logLevel: fn.logging.ApplicationLogLevel }
    const day = kernel.clock.date().toISOString().slice(0, 10).replaceAll('-', '/')
    this.logStream = `${day}/[${fn.version}]${randomBytes(16).toString('hex')}`
  }

  get variables(): Record<string, string> {
    return environmentVariables(this.#kernel, this.#fn, this.logStream)
  }

  now(): number {
    return this.clock.now()
  }

  async boot(_seconds: number, onLog: (text: string) => void): Promise<'ready' | Ended> {
    this.#onLog = onLog
    this.gone = false
    try {
      this.#scope = new Scope(this)
      this.#handler = await loadFunction(this.#fn, this.#scope)
      return 'ready'
    } catch (error) {
      this.gone = true
      return { kind: 'failed', error: describeError(error).answered, memory: 0 }
    }
  }

  async invoke(invocation: Invocation, deadline: number, onLog: (text: string) => void): Promise<Ended> {
    this.#onLog = onLog
    this.current.requestId = invocation.context.awsRequestId
    this.#scope!.globals['process'].env._X_AMZN_TRACE_ID = invocation.traceId
    const left = Math.max(0, deadline - this.now())
    const { promise: ended, resolve } = Promise.withResolvers<Ended>()
    this.#onEnd = resolve
    const limit = this.clock.after(left, () => {
      this.terminate({ kind: 'timeout', seconds: this.#fn.timeout, memory: 0 })
    })
    void this.#run({ ...invocation, timeout: left }).then(resolve)
    const how = await ended
    limit.cancel()
    return how
  }

  terminate(how: Ended = KILLED): void {
    if (this.gone) return
    this.gone = true
    this.#onEnd(how)
  }

  write(text: string): void {
    if (!this.gone) this.#onLog(text)
  }

  exit(code: number): void {
    const reason =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`
    this.terminate({ kind: 'exited', reason, outOfMemory: false, memory: 0 })
  }

  connect(): Duplex | undefined {
    return this.gone ? undefined : this.#kernel.connect()
  }

  async #run(invocation: Invocation & { timeout: number }): Promise<Ended> {
    try {
      const payload = await invokeHandler(this.#handler, invocation, () => this.now())
      return { kind: 'returned', payload, memory: 0 }
    } catch (error) {
      const described = describeError(error)
      this.#scope!.globals['console'].error('Invoke Error', described.logged)
      return { kind: 'threw', error: described.answered, memory: 0 }
    }
  }
}

const KILLED: Ended = {
  kind: 'exited',
  reason: 'Runtime exited with error: signal: killed',
  outOfMemory: false,
  memory: 0,
}
