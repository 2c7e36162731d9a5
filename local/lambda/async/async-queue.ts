import type { Timer } from '../../clock/clock.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Table } from '../../store/store.ts'
import { count } from '../count.ts'
import type { Fleet } from '../environment/fleet.ts'
import { versionOf } from '../find-function.ts'
import { functionTable, LATEST, type LambdaFunction } from '../function.ts'
import { type Outcome, runFunction } from '../run-function.ts'
import { type Condition, deliverOutcome } from './deliver-outcome.ts'

export interface AsyncEvent {
  requestId: string
  functionName: string
  qualifier?: string
  payload: string
  enqueuedAt: number
  dueAt: number
  /** Invocations that ended in an error of the function. */
  attempts: number
  /** Throttled deliveries, which do not count as attempts. */
  throttles: number
}

const RETRY_DELAYS_MS = [60_000, 120_000]
const MAX_ATTEMPTS = 2
const MAX_AGE_SECONDS = 21_600
const LONGEST_THROTTLE_DELAY_MS = 300_000
/** Events of one function that are delivered at once; the others stay in the queue. */
const DELIVERIES_AT_ONCE = 8

/** Events invoked with InvocationType Event: kept until they were handled, retried, or given up with a record of it. */
export class AsyncQueue {
  readonly #kernel: Kernel
  readonly #fleet: Fleet
  readonly #events: Table<AsyncEvent>
  readonly #ready = new Map<string, AsyncEvent[]>()
  readonly #delivering = new Map<string, number>()
  readonly #timers = new Map<string, Timer>()
  #stopped = false

  constructor(kernel: Kernel, fleet: Fleet) {
    this.#kernel = kernel
    this.#fleet = fleet
    this.#events = kernel.store.table('lambda.async')
  }

  /** Takes up what a former process had accepted. */
  start(): void {
    for (const event of this.#events.values()) if (!this.#timers.has(event.requestId)) this.#schedule(event)
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.values()) timer.cancel()
  }

  add(fn: LambdaFunction, event: Pick<AsyncEvent, 'requestId' | 'payload' | 'qualifier'>): void {
    const now = this.#kernel.clock.now()
    count(this.#kernel, { name: fn.name, qualifier: event.qualifier }, 'AsyncEventsReceived', 1)
    this.#schedule({ ...event, functionName: fn.name, enqueuedAt: now, dueAt: now, attempts: 0, throttles: 0 })
  }

  #schedule(event: AsyncEvent): void {
    this.#events.put(event.requestId, event)
    const delay = event.dueAt - this.#kernel.clock.now()
    const become = () => {
      this.#timers.delete(event.requestId)
      const ready = this.#ready.get(event.functionName) ?? []
      this.#ready.set(event.functionName, ready)
      ready.push(event)
      this.#pump(event.functionName)
    }
    if (delay <= 0) become()
    else this.#timers.set(event.requestId, this.#kernel.clock.after(delay, become))
  }

  #pump(name: string): void {
    const ready = this.#ready.get(name) ?? []
    for (;;) {
      const busy = this.#delivering.get(name) ?? 0
      if (this.#stopped || busy >= DELIVERIES_AT_ONCE) return
      const event = ready.shift()
      if (!event) return
      this.#delivering.set(name, busy + 1)
      void this.#kernel.clock
        .during(() => this.#deliver(event))
        .finally(() => {
          this.#delivering.set(name, this.#delivering.get(name)! - 1)
          this.#pump(name)
        })
    }
  }

  async #deliver(event: AsyncEvent): Promise<void> {
    const fn = functionTable(this.#kernel).get(event.functionName)
    const version = fn && versionOf(fn, event.qualifier)
    if (!fn || !version) return void this.#events.delete(event.requestId)
    // Somebody has turned the function off: Lambda does not keep the event for better times.
    if (fn.reservedConcurrency === 0) return this.#finish(fn, event, 'ZeroReservedConcurrency')
    const config = fn.eventInvokeConfigs[event.qualifier ?? LATEST]
    const age = this.#kernel.clock.now() - event.enqueuedAt
    count(this.#kernel, named(event), 'AsyncEventAge', age, 'Milliseconds')
    const maxAge = (config?.MaximumEventAgeInSeconds ?? MAX_AGE_SECONDS) * 1000
    if (age > maxAge) return this.#finish(fn, event, 'EventAgeExceeded')
    let outcome: Outcome
    try {
      outcome = await runFunction(this.#kernel, this.#fleet, version, event)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'TooManyRequestsException') throw error
      const delay = Math.min(LONGEST_THROTTLE_DELAY_MS, 1000 * 2 ** event.throttles)
      return this.#again({ ...event, throttles: event.throttles + 1 }, delay)
    }
    // Stopping takes environments down; the next process delivers what they did not finish.
    if (this.#stopped) return
    if (!outcome.functionError) return this.#finish(fn, event, 'Success', outcome)
    const attempts = event.attempts + 1
    if (attempts > (config?.MaximumRetryAttempts ?? MAX_ATTEMPTS))
      return this.#finish(fn, { ...event, attempts }, 'RetriesExhausted', outcome)
    const delay = RETRY_DELAYS_MS[attempts - 1]!
    if (age + delay > maxAge) return this.#finish(fn, { ...event, attempts }, 'EventAgeExceeded', outcome)
    this.#again({ ...event, attempts }, delay)
  }

  #again(event: AsyncEvent, delay: number): void {
    this.#schedule({ ...event, dueAt: this.#kernel.clock.now() + delay })
  }

  async #finish(fn: LambdaFunction, event: AsyncEvent, condition: Condition, outcome?: Outcome): Promise<void> {
    if (condition !== 'Success') count(this.#kernel, named(event), 'AsyncEventsDropped', 1)
    await deliverOutcome(this.#kernel, fn, event, condition, outcome)
    this.#events.delete(event.requestId)
  }
}

const named = ({ functionName, qualifier }: AsyncEvent) => ({ name: functionName, qualifier })
