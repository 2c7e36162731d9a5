import type { Kernel } from '../kernel/kernel.ts'
import type { LambdaFunction } from './function.ts'

const TAIL_BYTES = 4096

export interface Report {
  duration: number
  memoryMb: number
  /** Milliseconds; only of a cold start. */
  initDuration?: number
  status: 'success' | 'error' | 'timeout'
}

/** One invocation's part of its log stream: START, what the function wrote, END, REPORT. */
export class InvocationLog {
  readonly #kernel: Kernel
  readonly #fn: LambdaFunction
  readonly #stream: string
  readonly #requestId: string
  #tail = ''

  constructor(kernel: Kernel, fn: LambdaFunction, stream: string, requestId: string) {
    this.#kernel = kernel
    this.#fn = fn
    this.#stream = stream
    this.#requestId = requestId
  }

  /** The last 4 KB, in base64, as a caller with LogType=Tail gets it. */
  get tail(): string {
    return Buffer.from(this.#tail).subarray(-TAIL_BYTES).toString('base64')
  }

  readonly write = (text: string): void => {
    this.#kernel.log(this.#fn.logging.LogGroup, this.#stream, text)
    this.#tail = `${this.#tail}${text}\n`.slice(-TAIL_BYTES)
  }

  initStart(): void {
    const version = `${this.#fn.runtime.replace('nodejs', 'nodejs:').replace('.x', '')}.local`
    const record = { initializationType: 'on-demand', phase: 'init', runtimeVersion: version }
    this.#platform('initStart', record, `INIT_START Runtime Version: ${version}`)
  }

  start(): void {
    const record = { requestId: this.#requestId, version: '$LATEST' }
    this.#platform('start', record, `START RequestId: ${this.#requestId} Version: $LATEST`)
  }

  end({ duration, memoryMb, initDuration, status }: Report): void {
    const ms = duration.toFixed(2)
    const billed = Math.ceil(duration + (initDuration ?? 0))
    const size = this.#fn.memorySize
    if (this.#fn.logging.LogFormat !== 'JSON') this.write(`END RequestId: ${this.#requestId}`)
    const metrics = { durationMs: Number(ms), billedDurationMs: billed, memorySizeMB: size, maxMemoryUsedMB: memoryMb }
    this.#platform(
      'report',
      {
        requestId: this.#requestId,
        metrics: initDuration === undefined ? metrics : { ...metrics, initDurationMs: Number(initDuration.toFixed(2)) },
        status,
      },
      [
        `REPORT RequestId: ${this.#requestId}`,
        `Duration: ${ms} ms`,
        `Billed Duration: ${billed} ms`,
        `Memory Size: ${size} MB`,
        `Max Memory Used: ${memoryMb} MB`,
        ...(initDuration === undefined ? [] : [`Init Duration: ${initDuration.toFixed(2)} ms`]),
        ...(status === 'success' ? [] : [`Status: ${status}`]),
      ].join('\t'),
    )
  }

  #platform(type: string, record: object, text: string): void {
    const time = this.#kernel.clock.date().toISOString()
    const json = this.#fn.logging.LogFormat === 'JSON'
    this.write(json ? JSON.stringify({ time, type: `platform.${type}`, record }) : text)
  }
}
