import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Outcome, Selection } from './simulate.ts'
import { GIVEN_UP, type Patience } from './watch-over.ts'
import type { Order } from './worker.ts'

const WORKER = new URL('./worker.ts', import.meta.url)
/** Where files lie in memory on Linux: nothing of a simulation outlives it. */
const MEMORY = '/dev/shm'
const PATIENCE: Patience = { cpuSeconds: 600, idleSeconds: 60 }

/** Processes that simulate seeds beside each other, each with its own folder for state. */
export class Pool {
  readonly size: number
  readonly #packageDir: string
  readonly #folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'trimtab-simulate-'))
  readonly #patience: Patience
  readonly #idle: ChildProcess[]
  readonly #all = new Set<ChildProcess>()
  readonly #waiting: ((worker: ChildProcess) => void)[] = []

  constructor(size: number, packageDir: string, patience = PATIENCE) {
    this.size = size
    this.#packageDir = packageDir
    this.#patience = patience
    this.#idle = Array.from({ length: size }, () => this.#fork())
  }

  /** Simulates a seed in the first process that is free. */
  async run(seed: number, selection?: Selection): Promise<Outcome> {
    const worker = this.#idle.pop() ?? (await new Promise<ChildProcess>((resolve) => this.#waiting.push(resolve)))
    const stateDir = join(this.#folder, String(worker.pid))
    const place = { stateDir, packageDir: this.#packageDir }
    worker.send({ seed, place, patience: this.#patience, ...(selection && { selection }) } satisfies Order)
    const heard = new AbortController()
    const { signal } = heard
    const answer = await Promise.race([
      once(worker, 'message', { signal }).then(([message]) => message as { outcome?: Outcome; error?: string }),
      once(worker, 'exit', { signal }).then(([, by]) =>
        by === GIVEN_UP ? { outcome: neverRests(seed, selection) } : { error: 'its process ended', outcome: undefined },
      ),
    ]).finally(() => heard.abort())
    this.#free(answer.outcome?.history.length ? worker : this.#replace(worker))
    if (answer.outcome) return answer.outcome
    throw new CliError(`seed ${seed} could not be simulated: ${answer.error}`)
  }

  close(): void {
    for (const worker of this.#all) worker.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #fork(): ChildProcess {
    const execArgv = ['--disable-warning=ExperimentalWarning']
    // What the service logs about the faults that it meets is no part of the answer.
    const worker = fork(WORKER, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#all.add(worker)
    return worker
  }

  #replace(worker: ChildProcess): ChildProcess {
    worker.kill('SIGKILL')
    this.#all.delete(worker)
    return this.#fork()
  }

  #free(worker: ChildProcess): void {
    const next = this.#waiting.shift()
    if (next) next(worker)
    else this.#idle.push(worker)
  }
}

/** Without a history, since nobody can ask a process that is stuck. */
function neverRests(seed: number, selection: Selection = { actions: [], faults: [] }): Outcome {
  const violations = [{ invariant: 'all comes to rest', what: 'something is in flight that never ends' }]
  return { seed, violations, selection, runs: 0, hours: 0, history: [] }
}
