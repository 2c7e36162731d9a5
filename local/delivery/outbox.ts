import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { isPermanent } from './delivery-error.ts'
import { backoff } from './retry-delay.ts'

/** Something on its way to a target. Kept until it has arrived or is given up, so that a restart takes it up again. */
export interface Delivery {
  id: string
  /** Epoch ms; the age that a retry policy limits counts from here. */
  createdAt: number
  attempts: number
  /** Epoch ms of the next attempt. */
  dueAt: number
  retry: RetryPolicy
}

export interface RetryPolicy {
  MaximumRetryAttempts: number
  MaximumEventAgeInSeconds: number
}

/** AWS's defaults: 24 hours and 185 attempts. */
export const DEFAULT_RETRY: RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }

export interface GiveUp {
  error: AwsError
  /** Which limit of the retry policy was reached; undefined when retrying was useless. */
  exhausted: keyof RetryPolicy | undefined
}

export interface OutboxOptions<T extends Delivery> {
  deliver(delivery: T): Promise<void>
  /** Dead-letters. May fail; then the delivery is dropped, as AWS drops it. */
  giveUp(delivery: T, why: GiveUp): Promise<void>
}

/** At-least-once delivery with retries on the runtime's clock. */
export class Outbox<T extends Delivery> {
  readonly #kernel: Kernel
  readonly #table: Table<T>
  readonly #options: OutboxOptions<T>
  /** What this process is already sending or has scheduled. */
  readonly #taken = new Set<string>()
  #stopped = false

  constructor(kernel: Kernel, table: string, options: OutboxOptions<T>) {
    this.#kernel = kernel
    this.#table = kernel.store.table<T>(table)
    this.#options = options
  }

  add(delivery: T): void {
    this.#table.put(delivery.id, delivery)
    this.#schedule(delivery)
  }

  /** Takes up what a former process left undelivered. */
  resume(): void {
    for (const delivery of [...this.#table.values()]) if (!this.#taken.has(delivery.id)) this.#schedule(delivery)
  }

  stop(): void {
    this.#stopped = true
  }

  #schedule(delivery: T): void {
    this.#taken.add(delivery.id)
    const wait = delivery.dueAt - this.#kernel.clock.now()
    if (wait <= 0) this.#send(delivery)
    else this.#kernel.clock.after(wait, () => this.#send(delivery))
  }

  #send(delivery: T): void {
    this.#taken.add(delivery.id)
    void this.#kernel.clock.during(async () => {
      // The caller answers first.
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#stopped) return
      delivery.attempts++
      try {
        await this.#options.deliver(delivery)
      } catch (error) {
        if (!this.#stopped) await this.#failed(delivery, asAwsError(error))
        return
      }
      this.#done(delivery)
    })
  }

  #done(delivery: T): void {
    this.#taken.delete(delivery.id)
    this.#table.delete(delivery.id)
  }

  async #failed(delivery: T, error: AwsError): Promise<void> {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = delivery.retry
    const dueAt = this.#kernel.clock.now() + backoff(delivery.attempts)
    const exhausted =
      delivery.attempts > MaximumRetryAttempts
        ? 'MaximumRetryAttempts'
        : dueAt - delivery.createdAt > MaximumEventAgeInSeconds * 1000
          ? 'MaximumEventAgeInSeconds'
          : undefined
    if (exhausted || isPermanent(error)) {
      await this.#options.giveUp(delivery, { error, exhausted }).catch(() => {})
      return this.#done(delivery)
    }
    delivery.dueAt = dueAt
    this.#table.put(delivery.id, delivery)
    this.#schedule(delivery)
  }
}

const asAwsError = (error: unknown) =>
  error instanceof AwsError ? error : new AwsError('InternalFailure', String((error as Error)?.message ?? error), 500)
