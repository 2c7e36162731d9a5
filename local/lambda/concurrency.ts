import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { count } from './count.ts'
import { functionTable } from './function.ts'

/** Invocations of one account at once. */
export const ACCOUNT_CONCURRENCY = 1000
/** What reservations must leave to the functions without one. */
export const LEAST_UNRESERVED = 100

/** What all functions but `except` have reserved together. */
export function reservedTogether(kernel: Kernel, except?: string): number {
  let sum = 0
  for (const { name, reservedConcurrency = 0 } of functionTable(kernel).values())
    if (name !== except) sum += reservedConcurrency
  return sum
}

/** Counts invocations under way and refuses those above the limits. */
export class Concurrency {
  readonly #kernel: Kernel
  readonly #running = new Map<string, number>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  of(name: string): number {
    return this.#running.get(name) ?? 0
  }

  get inAccount(): number {
    return [...this.#running.values()].reduce((sum, running) => sum + running, 0)
  }

  /** Of the functions without a reservation. */
  get unreserved(): number {
    let sum = 0
    for (const [name, running] of this.#running) if (this.#reserved(name) === undefined) sum += running
    return sum
  }

  /** Takes a place; the answer gives it back. Throws TooManyRequestsException where there is none. */
  enter(fn: { name: string; qualifier?: string }): () => void {
    const reason = this.#refusal(fn.name)
    if (reason) {
      count(this.#kernel, fn, 'Throttles', 1)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' })
    }
    this.#running.set(fn.name, this.of(fn.name) + 1)
    return () => {
      const left = this.of(fn.name) - 1
      if (left > 0) this.#running.set(fn.name, left)
      else this.#running.delete(fn.name)
    }
  }

  #refusal(name: string): string | undefined {
    const reserved = this.#reserved(name)
    if (reserved !== undefined)
      return this.of(name) >= reserved ? 'ReservedFunctionConcurrentInvocationLimitExceeded' : undefined
    const pool = ACCOUNT_CONCURRENCY - reservedTogether(this.#kernel)
    return this.unreserved >= pool ? 'ConcurrentInvocationLimitExceeded' : undefined
  }

  #reserved(name: string): number | undefined {
    return functionTable(this.#kernel).get(name)?.reservedConcurrency
  }
}
