import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Kernel } from '../../kernel/kernel.ts'
import type { LambdaFunction } from '../function.ts'
import { environmentVariables } from './variables.ts'

export interface DescribedError {
  errorType?: string
  errorMessage: string
  trace?: string[]
}

export interface Invocation {
  payload: string
  context: Record<string, unknown> & { awsRequestId: string }
  traceId: string
}

/** How an invocation ended. After `failed`, `exited` and `timeout` the environment is gone. */
export type Ended =
  | { kind: 'returned'; payload: string; memory: number }
  | { kind: 'threw'; error: DescribedError; memory: number }
  | { kind: 'failed'; error: DescribedError }
  | { kind: 'exited'; reason: string }
  | { kind: 'timeout'; seconds: number }

type Message =
  | { type: 'ready' }
  | { type: 'log'; text: string }
  | { type: 'returned'; payload: string; memory: number }
  | { type: 'threw'; error: DescribedError; memory: number }
  | { type: 'failed'; error: DescribedError }

const BOOTSTRAP = new URL('./bootstrap.mjs', import.meta.url)
/** Lambda gives the code outside of the handler this long. */
const INIT_SECONDS = 10

/**
 * One isolated process-like place where a function runs, one invocation at a time: a worker thread with its own
 * modules, environment variables and heap limit.
 */
export class ExecutionEnvironment {
  readonly logStream: string
  /** Loading the function: `ready`, or how it failed. */
  readonly init: Promise<'ready' | Ended>
  /** Milliseconds that loading took, once it has. */
  initDuration = 0
  gone = false
  readonly #kernel: Kernel
  readonly #fn: LambdaFunction
  readonly #worker: Worker
  #onLog: (text: string) => void
  #onInit: (how: 'ready' | Ended) => void = () => {}
  #onEnd: (ended: Ended) => void = () => {}
  #failure: DescribedError | undefined
  #outOfMemory = false

  constructor(kernel: Kernel, fn: LambdaFunction) {
    this.#kernel = kernel
    this.#fn = fn
    const day = kernel.clock.date().toISOString().slice(0, 10).replaceAll('-', '/')
    this.logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`
    this.#onLog = (text) => kernel.log(fn.logging.LogGroup, this.logStream, text)
    this.#worker = new Worker(BOOTSTRAP, {
      name: fn.name,
      env: environmentVariables(kernel, fn, this.logStream),
      workerData: {
        taskRoot: fn.code.directory,
        handlerName: fn.handler,
        logFormat: fn.logging.LogFormat,
        logLevel: fn.logging.ApplicationLogLevel,
        now: kernel.clock.now(),
      },
      resourceLimits: { maxOldGenerationSizeMb: fn.memorySize },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
    })
    this.#worker.on('message', (message: Message) => this.#hear(message))
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (!this.#outOfMemory) this.#failure ??= { errorType: error.name, errorMessage: error.message, trace: [] }
    })
    this.#worker.on('exit', (code) => this.#exited(code))
    this.init = this.#load()
  }

  /** Runs one invocation of the loaded function; what it logs goes to `onLog`. */
  async invoke(invocation: Invocation, onLog: (text: string) => void): Promise<Ended> {
    this.#onLog = onLog
    this.#worker.ref()
    const ended = await this.#within(this.#fn.timeout, (end: (ended: Ended) => void) => {
      this.#onEnd = end
      this.#worker.postMessage({ ...invocation, timeout: this.#fn.timeout * 1000, now: this.#kernel.clock.now() })
    })
    this.#onEnd = () => {}
    this.#worker.unref()
    return ended
  }

  terminate(): void {
    this.gone = true
    void this.#worker.terminate()
  }

  async #load(): Promise<'ready' | Ended> {
    const started = performance.now()
    const how = await this.#within(Math.max(INIT_SECONDS, this.#fn.timeout), (end: (how: 'ready' | Ended) => void) => {
      this.#onInit = end
    })
    this.initDuration = performance.now() - started
    return how
  }

  /** Waits for what `begin` starts, but no longer than `seconds`: the machine's time, since real code is running. */
  #within<T>(seconds: number, begin: (end: (value: T | Ended) => void) => void): Promise<T | Ended> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.terminate()
        resolve({ kind: 'timeout', seconds })
      }, seconds * 1000)
      begin((value) => {
        clearTimeout(timer)
        resolve(value)
      })
    })
  }

  #hear(message: Message): void {
    if (message.type === 'log') this.#onLog(message.text)
    else if (message.type === 'ready') this.#onInit('ready')
    else if (message.type === 'failed') this.#failure = message.error
    else if (message.type === 'threw') this.#onEnd({ kind: 'threw', error: message.error, memory: message.memory })
    else this.#onEnd({ kind: 'returned', payload: message.payload, memory: message.memory })
  }

  #exited(code: number): void {
    this.gone = true
    const ended = this.#howItExited(code)
    this.#onInit(ended)
    this.#onEnd(ended)
  }

  #howItExited(code: number): Ended {
    if (this.#failure) return { kind: 'failed', error: this.#failure }
    if (this.#outOfMemory) return { kind: 'exited', reason: 'Runtime exited with error: signal: aborted' }
    if (code === 0) return { kind: 'exited', reason: 'Runtime exited without providing a reason' }
    return { kind: 'exited', reason: `Runtime exited with error: exit status ${code}` }
  }
}
