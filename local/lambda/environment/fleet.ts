import type { Timer } from '../../clock/clock.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { functionTable, type LambdaFunction } from '../function.ts'
import { ExecutionEnvironment } from './execution-environment.ts'

/** Invocations of one account at once. */
const ACCOUNT_CONCURRENCY = 1000
/** Worker threads of one function at once: beyond it an invocation waits, as this machine is not a data centre. */
const ENVIRONMENTS_PER_FUNCTION = 8
/** After this long without work an environment is taken down. */
const IDLE_MS = 30 * 60 * 1000

interface Idle {
  environment: ExecutionEnvironment
  timer: Timer
}

interface FunctionFleet {
  /** The last one used is at the end and is used first. */
  idle: Idle[]
  running: Set<ExecutionEnvironment>
  waiting: (() => void)[]
  concurrency: number
}

/** Every function's execution environments: warm ones first, then new ones, up to the limits. */
export class Fleet {
  readonly #kernel: Kernel
  readonly #functions = new Map<string, FunctionFleet>()
  #concurrency = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** Invocations of this function under way or waiting for an environment. */
  concurrency(name: string): number {
    return this.#functions.get(name)?.concurrency ?? 0
  }

  /** Runs `work` in an environment of its own for that while; refuses above the concurrency limits. */
  async use<T>(fn: LambdaFunction, work: (environment: ExecutionEnvironment, cold: boolean) => Promise<T>): Promise<T> {
    const fleet = this.#of(fn.name)
    this.#throttle(fn, fleet)
    fleet.concurrency++
    this.#concurrency++
    try {
      while (fleet.running.size >= ENVIRONMENTS_PER_FUNCTION)
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
      fleet.concurrency--
      this.#concurrency--
    }
  }

  /** Takes the idle environments of a function down, because its code or configuration changed or it is gone. */
  recycle(name: string): void {
    for (const { environment, timer } of this.#functions.get(name)?.idle.splice(0) ?? []) {
      timer.cancel()
      environment.terminate()
    }
  }

  stop(): void {
    for (const [name, fleet] of this.#functions) {
      this.recycle(name)
      for (const environment of fleet.running) environment.terminate()
    }
  }

  #of(name: string): FunctionFleet {
    const known = this.#functions.get(name)
    if (known) return known
    const fleet: FunctionFleet = { idle: [], running: new Set(), waiting: [], concurrency: 0 }
    this.#functions.set(name, fleet)
    return fleet
  }

  #throttle(fn: LambdaFunction, fleet: FunctionFleet): void {
    const reason =
      fn.reservedConcurrency !== undefined && fleet.concurrency >= fn.reservedConcurrency
        ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
        : this.#concurrency >= ACCOUNT_CONCURRENCY && 'ConcurrentInvocationLimitExceeded'
    if (!reason) return
    this.#kernel.metric({
      namespace: 'AWS/Lambda',
      name: 'Throttles',
      dimensions: { FunctionName: fn.name },
      value: 1,
      unit: 'Count',
    })
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' })
  }

  #take(fn: LambdaFunction, fleet: FunctionFleet): { environment: ExecutionEnvironment; cold: boolean } {
    for (let idle = fleet.idle.pop(); idle; idle = fleet.idle.pop()) {
      idle.timer.cancel()
      if (!idle.environment.gone) return { environment: idle.environment, cold: false }
    }
    return { environment: new ExecutionEnvironment(this.#kernel, fn), cold: true }
  }

  #putBack(fn: LambdaFunction, fleet: FunctionFleet, environment: ExecutionEnvironment): void {
    const current = functionTable(this.#kernel).get(fn.name)?.revisionId === fn.revisionId
    if (!current) environment.terminate()
    if (environment.gone) return
    const timer = this.#kernel.clock.after(IDLE_MS, () => {
      fleet.idle = fleet.idle.filter((idle) => idle.environment !== environment)
      environment.terminate()
    })
    fleet.idle.push({ environment, timer })
  }
}
