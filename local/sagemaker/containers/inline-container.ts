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
  serve(answer: (body: Buffer) => Promise<string>): Promise<never>
}

interface Module {
  run(program: InlineProgram): Promise<number>
}

const SCHEME = 'module:'

/** The command that stands for a module. */
export const moduleCommand = (path: string, args: string[]) => [`${SCHEME}${path}`, ...args]

/**
 * A module of this process in the place of a container: for simulations, where what a job computes does not matter and
 * the start of a process is most of what it takes.
 */
export class InlineContainer implements RunningContainer {
  readonly exited: Promise<number>
  /** Resolves when the module is there: time must not pass meanwhile. Rejects never. */
  readonly loaded: Promise<unknown>
  /** Resolves when it answers; rejects never. */
  readonly serving: Promise<void>
  running = true
  #answer: ((body: Buffer) => Promise<string>) | undefined
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
    const code: Promise<Module> = import(pathToFileURL(module!.slice(SCHEME.length)).href)
    this.loaded = code.catch(() => {})
    void code
      .then(({ run }) => run(program))
      .then(this.#end, (error) => {
        if (this.running) onLine(String(error?.stack ?? error))
        this.#end(1)
      })
  }

  /** The answer to a body sent to /invocations; undefined while it does not serve. */
  async answer(body: Buffer): Promise<string | undefined> {
    return this.running ? this.#answer?.(body) : undefined
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
