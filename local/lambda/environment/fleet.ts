import type { Timer } from '../../clock/clock.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { Concurrency } from '../concurrency.ts'
import { versionOf } from '../find-function.ts'
import { type FunctionVersion, functionTable } from '../function.ts'
import type { Environment } from './environment.ts'

/** Environments of one version at once: beyond it an invocation waits, as this machine is not a data centre. */
const ENVIRONMENTS_PER_VERSION = 8
/** After this long without work an environment is taken down. */
const IDLE_MS = 30 * 60 * 1000

interface Idle {
  environment: Environment
  timer: Timer
}

interface VersionFleet {
  /** The last one used is at the end and is used first. */
  idle: Idle[]
  running: Set<Environment>
  waiting: (() => void)[]
}

/** Every version's execution environments: warm ones first, then new ones, up to the limits. */
export class Fleet {
  readonly concurrency: Concurrency
  readonly #kernel: Kernel
  readonly #create: (fn: FunctionVersion) => Environment
  /** By function, then by version. */
  readonly #functions = new Map<string, Map<string, VersionFleet>>()

  /** `create` makes an environment that is still to boot. */
  constructor(kernel: Kernel, create: (fn: FunctionVersion) => Environment) {
    this.#kernel = kernel
    this.#create = create
    this.concurrency = new Concurrency(kernel)
  }

  /** Runs `work` in an environment of its own for that while; refuses above the concurrency limits. */
  async use<T>(
    fn: FunctionVersion,
    counted: { name: string; qualifier?: string },
    work: (environment: Environment, cold: boolean) => Promise<T>,
  ): Promise<T> {
    const leave = this.concurrency.enter(counted)
    const fleet = this.#of(fn)
    try {
      while (fleet.running.size >= ENVIRONMENTS_PER_VERSION)
        await new Promise<void>((resolve) => fleet.waiting.push(resolve))
      const { environment, cold } = this.#take(fn, fleet)
      fleet.running.add(environment)
      try {
        return await work(environment, cold)
      } finally {
        fleet.running.delete(environment)
        this.#putBack(fn, fleet, environment)
        fleet.waiting.shift()?.()
      }
    } finally {
      leave()
    }
  }

  /** Takes idle environments down, because code or configuration changed or the function or version is gone. */
  recycle(name: string, version?: string): void {
    for (const [number, fleet] of this.#functions.get(name) ?? [])
      if (version === undefined || number === version)
        for (const { environment, timer } of fleet.idle.splice(0)) {
          timer.cancel()
          environment.terminate()
        }
  }

  stop(): void {
    for (const [name, versions] of this.#functions) {
      this.recycle(name)
      for (const { running } of versions.values()) for (const environment of running) environment.terminate()
    }
  }

  #of({ name, version }: FunctionVersion): VersionFleet {
    const versions = this.#functions.get(name) ?? new Map<string, VersionFleet>()
    this.#functions.set(name, versions)
    const fleet = versions.get(version) ?? { idle: [], running: new Set(), waiting: [] }
    versions.set(version, fleet)
    return fleet
  }

  #take(fn: FunctionVersion, fleet: VersionFleet): { environment: Environment; cold: boolean } {
    for (let idle = fleet.idle.pop(); idle; idle = fleet.idle.pop()) {
      idle.timer.cancel()
      if (!idle.environment.gone) return { environment: idle.environment, cold: false }
    }
    return { environment: this.#create(fn), cold: true }
  }

  #putBack(fn: FunctionVersion, fleet: VersionFleet, environment: Environment): void {
    const present = functionTable(this.#kernel).get(fn.name)
    const current = present && versionOf(present, fn.version)?.revisionId === fn.revisionId
    if (!current) environment.terminate()
    if (environment.gone) return
    const timer = this.#kernel.clock.after(IDLE_MS, () => {
      fleet.idle = fleet.idle.filter((idle) => idle.environment !== environment)
      environment.terminate()
    })
    fleet.idle.push({ environment, timer })
  }
}
