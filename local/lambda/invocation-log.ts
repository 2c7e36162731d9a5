import type { Kernel } from '../kernel/kernel.ts'
import type { FunctionVersion } from './function.ts'
import { runtimeVersion, runtimeVersionArn } from './function-configuration.ts'
import { mayLog } from './platform-role.ts'

const TAIL_BYTES = 4096

export interface Status {
  status: 'success' | 'error' | 'timeout'
  /** Of an environment that did not survive; what a handler throws is no error of Lambda's. */
  errorType?: string
}

export interface Report extends Status {
  duration: number
  /** Undefined: all that the function may use. */
  memoryBytes: number | undefined
  /** Milliseconds; only of a cold start. */
  initDuration?: number
}

/** One invocation's part of its log stream: INIT_START, START, what the function wrote, END, REPORT. */
export class InvocationLog {
  readonly #kernel: Kernel
  readonly #fn: FunctionVersion
  readonly #stream: string
  readonly #requestId: string
  readonly #kept: boolean
  #tail = ''

  constructor(kernel: Kernel, fn: FunctionVersion, stream: string, requestId: string) {
    this.#kernel = kernel
    this.#fn = fn
    this.#stream = stream
    this.#requestId = requestId
    this.#kept = mayLog(kernel, fn, stream)
  }

  /** The last 4 KB, in base64, as a caller with LogType=Tail gets it. */
  get tail(): string {
    return Buffer.from(this.#tail).subarray(-TAIL_BYTES).toString('base64')
  }

  readonly write = (text: string): void => {
    if (this.#kept) this.#kernel.log(this.#fn.logging.LogGroup, this.#stream, text)
    this.#tail = `${this.#tail}${text}\n`.slice(-TAIL_BYTES)
  }

  initStart(): void {
    const version = runtimeVersion(this.#fn)
    const arn = runtimeVersionArn(this.#fn)
    this.#platform(
      'initStart',
      {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: version,
        runtimeVersionArn: arn,
        functionName: this.#fn.name,
        functionVersion: this.#fn.version,
      },
      [`INIT_START Runtime Version: ${version}`, `Runtime Version ARN: ${arn}`],
    )
  }

  /** Written of a function that could not be loaded, or not in time. */
  initReport(phase: 'init' | 'invoke', duration: number, { status, errorType }: Status): void {
    const ms = duration.toFixed(2)
    this.#platform(
      'initReport',
      { initializationType: 'on-demand', phase, status, errorType, metrics: { durationMs: Number(ms) } },
      [`INIT_REPORT Init Duration: ${ms} ms`, `Phase: ${phase}`, ...statusParts({ status, errorType })],
    )
  }

  start(): void {
    const { version } = this.#fn
    this.#platform('start', { requestId: this.#requestId, version }, [
      `START RequestId: ${this.#requestId} Version: ${version}`,
    ])
  }

  end({ duration, memoryBytes, initDuration, status, errorType }: Report): void {
    const ms = duration.toFixed(2)
    const init = initDuration?.toFixed(2)
    const billed = Math.ceil(duration + (initDuration ?? 0))
    const size = this.#fn.memorySize
    const used = memoryBytes === undefined ? size : Math.min(Math.ceil(memoryBytes / 2 ** 20), size)
    if (this.#fn.logging.LogFormat !== 'JSON') this.write(`END RequestId: ${this.#requestId}`)
    this.#platform(
      'report',
      {
        requestId: this.#requestId,
        metrics: {
          durationMs: Number(ms),
          billedDurationMs: billed,
          memorySizeMB: size,
          maxMemoryUsedMB: used,
          ...(init && { initDurationMs: Number(init) }),
        },
        status,
        errorType,
      },
      [
        `REPORT RequestId: ${this.#requestId}`,
        `Duration: ${ms} ms`,
        `Billed Duration: ${billed} ms`,
        `Memory Size: ${size} MB`,
        `Max Memory Used: ${used} MB`,
        ...(init ? [`Init Duration: ${init} ms`] : []),
        ...(status === 'timeout' || errorType ? statusParts({ status, errorType }) : []),
      ],
    )
  }

  #platform(type: string, record: object, text: string[]): void {
    const time = this.#kernel.clock.date().toISOString()
    const json = this.#fn.logging.LogFormat === 'JSON'
    this.write(json ? JSON.stringify({ time, type: `platform.${type}`, record }) : text.join('\t'))
  }
}

const statusParts = ({ status, errorType }: Status) => [
  `Status: ${status}`,
  ...(errorType ? [`Error Type: ${errorType}`] : []),
]
