import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Outcome, Selection } from './simulate.ts'
import type { Order } from './worker.ts'

const WORKER = new URL('./worker.ts', import.meta.url)
/** Where files lie in memory on Linux: nothing of a simulation outlives it. */
const MEMORY = '/dev/shm'

/** Processes that simulate seeds beside each other, each with its own folder for state. */
export class Pool {
  readonly size: number
  readonly #packageDir: string
  readonly #folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'trimtab-simulate-'))
  readonly #idle: ChildProcess[]
  readonly #all: ChildProcess[]
  readonly #waiting: ((worker: ChildProcess) => void)[] = []

  constructor(size: number, packageDir: string) {
    this.size = size
    this.#packageDir = packageDir
    const execArgv = ['--disable-warning=ExperimentalWarning']
    // What the service logs about the faults that it meets is no part of the answer.
    this.#all = Array.from({ length: size }, () =>
      fork(WORKER, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    )
    this.#idle = [...this.#all]
  }

  /** Simulates a seed in the first process that is free. */
  async run(seed: number, selection?: Selection): Promise<Outcome> {
    const worker = this.#idle.pop() ?? (await new Promise<ChildProcess>((resolve) => this.#waiting.push(resolve)))
    const stateDir = join(this.#folder, String(worker.pid))
    worker.send({ seed, place: { stateDir, packageDir: this.#packageDir }, ...(selection && { selection }) } as Order)
    const heard = new AbortController()
    const { signal } = heard
    const answer = await Promise.race([
      once(worker, 'message', { signal }).then(([message]) => message as { outcome?: Outcome; error?: string }),
      once(worker, 'exit', { signal }).then(() => ({ error: 'its process ended', outcome: undefined })),
    ]).finally(() => heard.abort())
    if (!answer.outcome) throw new CliError(`seed ${seed} could not be simulated: ${answer.error}`)
    const next = this.#waiting.shift()
    if (next) next(worker)
    else this.#idle.push(worker)
    return answer.outcome
  }

  close(): void {
    for (const worker of this.#all) worker.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
