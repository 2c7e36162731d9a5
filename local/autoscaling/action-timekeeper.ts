import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { nextOccurrence, parseScheduleExpression } from '../scheduler/expression/schedule-expression.ts'
import type { ActivityBook } from './activity-book.ts'
import type { Book } from './book.ts'
import { keyOf, type ScheduledAction } from './records.ts'
import type { Scaler } from './scaler.ts'

/** Sets bounds at the times of scheduled actions; what came due while nothing ran is made up for, once. */
export class ActionTimekeeper {
  readonly #kernel: Kernel
  readonly #book: Book
  readonly #activities: ActivityBook
  readonly #scaler: Scaler
  readonly #timers = new Map<string, Timer>()

  constructor(kernel: Kernel, book: Book, activities: ActivityBook, scaler: Scaler) {
    this.#kernel = kernel
    this.#book = book
    this.#activities = activities
    this.#scaler = scaler
  }

  start(): void {
    for (const action of this.#book.actions()) this.#arm(action)
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel()
  }

  /** Keeps an action that is new or has changed, and arms it. */
  follow(action: ScheduledAction): void {
    const next = { ...action, nextAt: timeAfter(action, this.#kernel.clock.now()) }
    this.#book.putAction(next)
    this.#arm(next)
  }

  forget(action: ScheduledAction): void {
    this.#timers.get(idOf(action))?.cancel()
    this.#timers.delete(idOf(action))
    this.#book.deleteAction(action)
  }

  #arm(action: ScheduledAction): void {
    this.#timers.get(idOf(action))?.cancel()
    this.#timers.delete(idOf(action))
    if (action.nextAt === undefined) return
    const wait = action.nextAt - this.#kernel.clock.now()
    this.#timers.set(
      idOf(action),
      this.#kernel.clock.after(wait, () => this.#fire(action)),
    )
  }

  #fire(action: ScheduledAction): void {
    const next = { ...action, nextAt: timeAfter(action, Math.max(this.#kernel.clock.now(), action.nextAt!)) }
    this.#book.putAction(next)
    this.#arm(next)
    void this.#scaler.inTurn(action, () => this.#apply(action)).catch(() => {})
  }

  async #apply(action: ScheduledAction): Promise<void> {
    const target = this.#book.findTarget(action)
    if (!target || target.SuspendedState.ScheduledScalingSuspended) return
    const { MinCapacity = target.MinCapacity, MaxCapacity = target.MaxCapacity } = action.ScalableTargetAction
    const Cause = `scheduled action name ${action.ScheduledActionName} was triggered`
    const what = described(action)
    if (MaxCapacity < MinCapacity) {
      const StatusMessage = `Failed to set ${what}. Reason: Maximum capacity cannot be less than minimum capacity`
      this.#activities.done(target, { Description: `Setting ${what}`, Cause, StatusCode: 'Failed', StatusMessage })
      return
    }
    this.#book.putTarget({ ...target, MinCapacity, MaxCapacity })
    const StatusMessage = `Successfully set ${what}`
    this.#activities.done(target, { Description: `Setting ${what}`, Cause, StatusCode: 'Successful', StatusMessage })
    // What stands in the way of the capacity is told by the activity that fails of it.
    await this.#scaler.enforceBounds(target, { force: true })
  }
}

function described({ ScalableTargetAction: { MinCapacity, MaxCapacity } }: ScheduledAction): string {
  const parts = [
    ...(MinCapacity === undefined ? [] : [`min capacity to ${MinCapacity}`]),
    ...(MaxCapacity === undefined ? [] : [`max capacity to ${MaxCapacity}`]),
  ]
  return parts.join(' and ')
}

/** The next time after an instant, between the action's start and end. */
function timeAfter(action: ScheduledAction, after: number): number | undefined {
  const { Schedule, Timezone: zone = 'UTC', StartTime, EndTime = Infinity, CreationTime } = action
  const from = Math.max(after, (StartTime ?? 0) - 1)
  const anchor = StartTime ?? CreationTime
  const next = nextOccurrence(parseScheduleExpression(Schedule), from, { anchor, zone })
  return next !== undefined && next <= EndTime ? next : undefined
}

const idOf = (action: ScheduledAction) => `${keyOf(action)} ${action.ScheduledActionName}`
