import type { Timer } from '../clock/clock.ts'
import { DEFAULT_RETRY, Outbox } from '../delivery/outbox.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { nextOccurrence, parseScheduleExpression } from './expression/schedule-expression.ts'
import { instantOf } from './expression/time-zone.ts'
import type { Invocation } from './invocation.ts'
import { createGiveUp, createInvoke } from './invoke-target.ts'
import type { Schedule } from './schedule.ts'
import type { ScheduleBook } from './schedule-book.ts'

/** Invokes every schedule at its times, each at least once; what came due while nothing ran is made up for, once. */
export class Timekeeper {
  readonly outbox: Outbox<Invocation>
  readonly #kernel: Kernel
  readonly #book: ScheduleBook
  readonly #timers = new Map<string, Timer>()

  constructor(kernel: Kernel, book: ScheduleBook) {
    this.#kernel = kernel
    this.#book = book
    this.outbox = new Outbox(kernel, 'scheduler.invocations', {
      deliver: createInvoke(kernel),
      giveUp: createGiveUp(kernel),
    })
  }

  start(): void {
    for (const schedule of this.#book.all()) this.#arm(schedule)
    this.outbox.resume()
  }

  /** Keeps a schedule that is new or has changed, and arms it. A change of other things than time keeps its next time. */
  follow(schedule: Schedule, former?: Schedule): void {
    const nextAt =
      former && sameTiming(former, schedule) ? former.nextAt : firstTime(schedule, this.#kernel.clock.now())
    const next = { ...schedule, nextAt }
    this.#book.put(next)
    this.#arm(next)
  }

  forget(schedule: Schedule): void {
    this.#timers.get(schedule.Arn)?.cancel()
    this.#timers.delete(schedule.Arn)
    this.#book.delete(schedule)
  }

  #arm(schedule: Schedule): void {
    this.#timers.get(schedule.Arn)?.cancel()
    this.#timers.delete(schedule.Arn)
    if (schedule.State === 'DISABLED' || schedule.nextAt === undefined) return
    const wait = schedule.nextAt + spreadOf(schedule) - this.#kernel.clock.now()
    this.#timers.set(
      schedule.Arn,
      this.#kernel.clock.after(wait, () => this.#fire(schedule)),
    )
  }

  #fire(schedule: Schedule): void {
    const now = this.#kernel.clock.now()
    const scheduledAt = schedule.nextAt!
    const retry = { ...DEFAULT_RETRY, ...schedule.Target.RetryPolicy }
    if (now - scheduledAt <= retry.MaximumEventAgeInSeconds * 1000)
      this.outbox.add({
        id: this.#kernel.requestId(),
        createdAt: scheduledAt,
        attempts: 0,
        dueAt: now,
        retry,
        scheduleArn: schedule.Arn,
        target: schedule.Target,
        scheduledAt,
      })
    const nextAt = timeAfter(schedule, Math.max(now, scheduledAt))
    if (nextAt === undefined && schedule.ActionAfterCompletion === 'DELETE') {
      this.forget(schedule)
      return
    }
    const next = { ...schedule, nextAt }
    this.#book.put(next)
    this.#arm(next)
  }
}

function sameTiming(former: Schedule, schedule: Schedule): boolean {
  const same = TIMING.every((member) => former[member] === schedule[member])
  // What a disabled schedule has passed by is not made up for; a one-time schedule that has fired stays so.
  return same && (former.State === 'ENABLED' || schedule.ScheduleExpression.startsWith('at('))
}

const TIMING = ['ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate'] as const

function firstTime(schedule: Schedule, now: number): number | undefined {
  const expression = parseScheduleExpression(schedule.ScheduleExpression)
  // A one-time schedule whose time has just passed is late, not void.
  if (expression.kind === 'at') return instantOf(schedule.ScheduleExpressionTimezone, expression.local)
  const from = schedule.StartDate === undefined ? now : Math.max(now, schedule.StartDate - 1)
  return timeAfter(schedule, from)
}

/** The next time after an instant, inside the schedule's dates. */
function timeAfter(schedule: Schedule, after: number): number | undefined {
  const expression = parseScheduleExpression(schedule.ScheduleExpression)
  if (expression.kind === 'at') return undefined
  const anchor = schedule.StartDate ?? schedule.LastModificationDate
  const next = nextOccurrence(expression, after, { anchor, zone: schedule.ScheduleExpressionTimezone })
  return next !== undefined && next <= (schedule.EndDate ?? Number.POSITIVE_INFINITY) ? next : undefined
}

/** A flexible window spreads invocations over its minutes. */
function spreadOf({ FlexibleTimeWindow: { Mode, MaximumWindowInMinutes = 0 } }: Schedule): number {
  return Mode === 'FLEXIBLE' ? Math.floor(Math.random() * MaximumWindowInMinutes * 60_000) : 0
}
