import type { AwsEvent, Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { ActivityBook } from './activity-book.ts'
import type { Book } from './book.ts'
import { cooldownsAfter } from './decide-cooldowns.ts'
import { keyOf, type ScalableTarget, type TargetName } from './records.ts'
import { scaledToMax } from './scaled-to-max.ts'
import { variantOf } from './target-name.ts'
import { asService, readVariant, setCapacity, type VariantState, variantState, WORDS } from './variant-capacity.ts'

/** A change of capacity under way. */
interface Change extends TargetName {
  activity: string
  startTime: number
  from: number
  to: number
  /** Seconds, where a policy scales; bounds have none. */
  cooldown?: number
}

/** Changes capacities, one change of a target at a time, and follows each until the endpoint is in service again. */
export class Scaler {
  readonly #kernel: Kernel
  readonly #book: Book
  readonly #activities: ActivityBook
  readonly #changes: Table<Change>
  readonly #turns = new Map<string, Promise<void>>()

  constructor(kernel: Kernel, book: Book, activities: ActivityBook) {
    this.#kernel = kernel
    this.#book = book
    this.#activities = activities
    this.#changes = kernel.store.table('autoscaling.changes')
  }

  /** Ends the changes that a former process left, as far as they are over. */
  async resume(): Promise<void> {
    for (const change of [...this.#changes.values()]) {
      const target = this.#book.findTarget(change)
      const state = target && (await readVariant(this.#kernel, target, asService(target)).catch(() => undefined))
      if (!state || state.steady) this.#end(change, state)
    }
  }

  changing(target: TargetName): boolean {
    return this.#changes.has(keyOf(target))
  }

  /** What decides over a target's capacity never runs twice at once. */
  inTurn(target: TargetName, work: () => Promise<void>): Promise<void> {
    const key = keyOf(target)
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#kernel.clock.during(work))
    const settled = turn.catch(() => {})
    this.#turns.set(key, settled)
    void settled.then(() => this.#turns.get(key) === settled && this.#turns.delete(key))
    return turn
  }

  async change(
    target: ScalableTarget,
    { from, to, cause, cooldown }: { from: number; to: number; cause: string; cooldown?: number },
  ) {
    const what = `${WORDS[target.ScalableDimension]} to ${to}`
    const { ActivityId, StartTime } = this.#activities.begin(target, `Setting ${what}.`, cause)
    const { ServiceNamespace, ResourceId, ScalableDimension } = target
    this.#changes.put(keyOf(target), {
      ServiceNamespace,
      ResourceId,
      ScalableDimension,
      activity: ActivityId,
      startTime: StartTime,
      from,
      to,
      ...(cooldown !== undefined && { cooldown }),
    })
    this.#activities.tell(ActivityId, `Successfully set ${what}. Waiting for change to be fulfilled by sagemaker.`)
    try {
      await setCapacity(this.#kernel, target, to, asService(target))
    } catch (error) {
      this.#changes.delete(keyOf(target))
      this.#activities.end(ActivityId, 'Failed', `Failed to set ${what}. Reason: ${(error as Error).message}`)
    }
  }

  /** Moves a capacity that lies outside of the bounds to the nearer one. */
  async enforceBounds(name: TargetName, { force = false } = {}): Promise<void> {
    const target = this.#book.findTarget(name)
    // The end of a change looks at the bounds again.
    if (!target || this.changing(target)) return
    const state = await readVariant(this.#kernel, target, asService(target))
    if (!state || !(state.steady || force)) return
    const { MinCapacity, MaxCapacity } = target
    const { capacity: from } = state
    if (from < MinCapacity)
      await this.change(target, { from, to: MinCapacity, cause: `minimum capacity was set to ${MinCapacity}` })
    if (from > MaxCapacity)
      await this.change(target, { from, to: MaxCapacity, cause: `maximum capacity was set to ${MaxCapacity}` })
  }

  /** Takes notice of an endpoint that is steady again, or will not be any more. */
  heard({ detail }: AwsEvent): void {
    if (!/^(IN_SERVICE|FAILED|OUT_OF_SERVICE|DELETING)$/.test(String(detail['EndpointStatus']))) return
    for (const change of [...this.#changes.values()])
      if (variantOf(change).endpoint === detail['EndpointName']) this.#end(change, variantState(detail, change))
  }

  #end(change: Change, state: VariantState | undefined): void {
    const { activity, to, from, cooldown, startTime } = change
    this.#changes.delete(keyOf(change))
    const what = `${WORDS[change.ScalableDimension]} to ${to}`
    const fulfilled = state?.steady === true && state.capacity === to
    const message = fulfilled
      ? `Successfully set ${what}. Change successfully fulfilled by sagemaker.`
      : `Failed to set ${what}. Reason: ${state?.failure ?? 'The endpoint was changed or deleted meanwhile.'}`
    this.#activities.end(activity, fulfilled ? 'Successful' : 'Failed', message)
    const target = this.#book.findTarget(change)
    if (!target) return
    const now = this.#kernel.clock.now()
    if (fulfilled && cooldown !== undefined)
      this.#book.putTarget({ ...target, cooldowns: cooldownsAfter({ from, to, cooldown }, target.cooldowns, now) })
    if (fulfilled && to > from && to === target.MaxCapacity)
      this.#kernel.emit(scaledToMax(target, { from, to, startTime, endTime: now }))
    // Bounds may have moved while the endpoint was not to be changed.
    if (fulfilled) void this.inTurn(target, () => this.enforceBounds(target)).catch(() => {})
  }
}
