import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Kernel } from '../../kernel/kernel.ts'
import type { FunctionVersion } from '../function.ts'
import type { DescribedError, Ended, Environment, Invocation } from './environment.ts'
import { environmentVariables } from './variables.ts'

type Message =
  | { type: 'ready' }
  | { type: 'log'; text: string }
  | { type: 'returned'; payload: string }
  | { type: 'threw'; error: DescribedError }
  | { type: 'failed'; error: DescribedError }

const BOOTSTRAP = new URL('./bootstrap.mjs', import.meta.url)
/** Between two looks at how much memory a function uses. */
const MEMORY_WATCH_MS = 100

/** A worker thread with its own modules, environment variables and memory limit, which stands still between invocations. */
export class ThreadEnvironment implements Environment {
  readonly logStream: string
  initDuration = 0
  gone = true
  readonly #kernel: Kernel
  readonly #fn: FunctionVersion
  /** 0 while the thread stands still: its event loop is blocked until the next invocation sets it to 1. */
  readonly #gate = new Int32Array(new SharedArrayBuffer(4))
  #worker!: Worker
  #onLog: (text: string) => void = () => {}
  #onReady: () => void = () => {}
  #onEnd: (ended: Ended) => void = () => {}
  #failure: DescribedError | undefined
  #outOfMemory = false
  /** The most bytes seen in use. */
  #memory = 0

  constructor(kernel: Kernel, fn: FunctionVersion) {
    this.#kernel = kernel
    this.#fn = fn
    const day = kernel.clock.date().toISOString().slice(0, 10).replaceAll('-', '/')
    this.logStream = `${day}/[${fn.version}]${randomBytes(16).toString('hex')}`
  }

  /** The machine's, since real code is running. */
  now(): number {
    return performance.now()
  }

  async boot(seconds: number, onLog: (text: string) => void): Promise<'ready' | Ended> {
    const started = performance.now()
    this.#onLog = onLog
    this.#failure = undefined
    this.#outOfMemory = false
    const how = await this.#within<'ready'>(seconds * 1000, seconds, (ready) => {
      this.#onReady = () => ready('ready')
      this.#start()
    })
    this.initDuration = performance.now() - started
    return how
  }

  async invoke(invocation: Invocation, deadline: number, onLog: (text: string) => void): Promise<Ended> {
    this.#onLog = onLog
    this.#worker.ref()
    const left = Math.max(0, deadline - performance.now())
    const ended = await this.#within<never>(left, this.#fn.timeout, () => {
      this.#worker.postMessage({ ...invocation, timeout: left, time: this.#time() })
      Atomics.store(this.#gate, 0, 1)
      Atomics.notify(this.#gate, 0)
    })
    this.#worker.unref()
    return ended
  }

  terminate(): void {
    this.gone = true
    void this.#worker?.terminate()
  }

  #time() {
    const { clock } = this.#kernel
    return { now: clock.now(), pace: clock.pace }
  }

  #start(): void {
    const { memorySize, code, handler, logging, name } = this.#fn
    const worker = new Worker(BOOTSTRAP, {
      name,
      env: environmentVariables(this.#kernel, this.#fn, this.logStream),
      workerData: {
        taskRoot: code.directory,
        handlerName: handler,
        logFormat: logging.LogFormat,
        logLevel: logging.ApplicationLogLevel,
        time: this.#time(),
        gate: this.#gate,
      },
      resourceLimits: { maxOldGenerationSizeMb: memorySize },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
    })
    const current = () => worker === this.#worker
    worker.on('message', (message: Message) => current() && this.#hear(message))
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (!current()) return
      this.#outOfMemory ||= error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (!this.#outOfMemory) this.#failure ??= { errorType: error.name, errorMessage: error.message, trace: [] }
    })
    worker.on('exit', (code) => {
      if (!current()) return
      this.gone = true
      this.#onEnd(this.#howItExited(code))
    })
    this.#worker = worker
    this.gone = false
  }

  /** Waits for how it ends, but no longer than `ms`. */
  #within<T>(ms: number, seconds: number, begin: (ready: (value: T) => void) => void): Promise<T | Ended> {
    return new Promise((resolve) => {
      const watch = setInterval(() => void this.#watchMemory(), MEMORY_WATCH_MS)
      const settle = (value: T | Ended) => {
        clearTimeout(timer)
        clearInterval(watch)
        this.#onEnd = () => {}
        this.#onReady = () => {}
        resolve(value)
      }
      const timer = setTimeout(() => {
        this.terminate()
        settle({ kind: 'timeout', seconds, memory: this.#memory })
      }, ms)
      this.#onEnd = settle
      begin(settle)
    })
  }

  /** Buffers lie outside of the heap that V8 limits by itself. */
  async #watchMemory(): Promise<void> {
    const worker = this.#worker
    const heap = await worker.getHeapStatistics().catch(() => undefined)
    if (!heap || worker !== this.#worker || this.gone) return
    this.#memory = Math.max(this.#memory, heap.used_heap_size + heap.external_memory)
    if (this.#memory <= this.#fn.memorySize * 2 ** 20) return
    this.#outOfMemory = true
    this.terminate()
  }

  #hear(message: Message & { memory?: number }): void {
    this.#memory = Math.max(this.#memory, message.memory ?? 0)
    const memory = this.#memory
    if (message.type === 'log') this.#onLog(message.text)
    else if (message.type === 'ready') this.#onReady()
    else if (message.type === 'failed') this.#failure = message.error
    else if (message.type === 'threw') this.#onEnd({ kind: 'threw', error: message.error, memory })
    else this.#onEnd({ kind: 'returned', payload: message.payload, memory })
  }

  #howItExited(code: number): Ended {
    const memory = this.#memory
    if (this.#outOfMemory)
      return { kind: 'exited', reason: 'Runtime exited with error: signal: killed', outOfMemory: true }
    if (this.#failure) return { kind: 'failed', error: this.#failure, memory }
    const reason =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`
    return { kind: 'exited', reason, outOfMemory: false, memory }
  }
}
