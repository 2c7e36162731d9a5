import { pathToFileURL } from 'node:url'
import type { Clock } from '../../clock/clock.ts'
import type { ContainerSpec } from './container.ts'
import type { RunningContainer } from './running-container.ts'

/** What a module that stands in for an image is given. Its export `run` resolves to the exit code. */
export interface InlineProgram {
  /** As a container's: `train`, `serve`, or ContainerArguments. */
  args: string[]
  /** Stands for /opt/ml. */
  folder: string
  environment: Record<string, string>
  log(line: string): void
  /** By the runtime's clock. */
  sleep(ms: number): Promise<void>
  /** Answers /invocations from here on, and is healthy; never resolves. */
  serve(answer: InlineAnswer): Promise<never>
}

/** A body, with status 200 unless it says another one, and as if it had taken so long; it takes no time. */
export type InlineAnswer = (body: Buffer) => Promise<string | { status: number; body: string; milliseconds?: number }>

const SCHEME = 'module:'
/** What an answer takes that does not say. */
const MILLISECONDS = 10

/** The command that stands for a module. */
export const moduleCommand = (path: string, args: string[]) => [`${SCHEME}${path}`, ...args]

/**
 * A module of this process in the place of a container: for simulations, where what a job computes does not matter and
 * the start of a process is most of what it takes.
 */
export class InlineContainer implements RunningContainer {
  readonly exited: Promise<number>
  /** Resolves when it answers; rejects never. */
  readonly serving: Promise<void>
  running = true
  #answer: InlineAnswer | undefined
  readonly #ended = new AbortController()
  #end: (code: number) => void = () => {}

  static is(spec: ContainerSpec): boolean {
    return spec.command[0]!.startsWith(SCHEME)
  }

  constructor(clock: Clock, { command: [module, ...args], folder, environment, onLine }: ContainerSpec) {
    const { promise, resolve } = Promise.withResolvers<number>()
    const serves = Promise.withResolvers<void>()
    this.exited = promise
    this.serving = serves.promise
    this.#end = (code) => {
      this.running = false
      this.#ended.abort()
      resolve(code)
    }
    const program: InlineProgram = {
      args,
      folder,
      environment,
      log: onLine,
      sleep: (ms) => clock.idle(() => clock.sleep(ms, this.#ended.signal)),
      serve: (answer) => {
        this.#answer = answer
        serves.resolve()
        return new Promise(() => {})
      },
    }
    // Reading the module is work of this machine, and takes none of the runtime's time.
    const loaded = clock.during(() => import(pathToFileURL(module!.slice(SCHEME.length)).href))
    void loaded
      .then(({ run }) => run(program))
      .then(this.#end, (error) => {
        if (this.running) onLine(String(error?.stack ?? error))
        this.#end(1)
      })
  }

  /** The answer to a body sent to /invocations; undefined while it does not serve. */
  async answer(body: Buffer): Promise<{ status: number; body: string; milliseconds: number } | undefined> {
    const answer = this.running ? await this.#answer?.(body) : undefined
    if (answer === undefined) return undefined
    const given = typeof answer === 'string' ? { status: 200, body: answer } : answer
    return { milliseconds: MILLISECONDS, ...given }
  }

  async stop(): Promise<number> {
    this.#end(143)
    return this.exited
  }

  async kill(): Promise<number> {
    this.#end(137)
    return this.exited
  }
}
