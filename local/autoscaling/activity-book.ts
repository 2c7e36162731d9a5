import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { keyOf, type NotScaledReason, type ScalingActivity, type TargetName } from './records.ts'

/** As long as AWS tells of them: six weeks. */
const KEPT_FOR = 42 * 86_400_000

/** What was scaled, or was not, and why; kept. */
export class ActivityBook {
  readonly #kernel: Kernel
  readonly #table: Table<ScalingActivity>
  /** The last one of each target. */
  readonly #last = new Map<string, ScalingActivity>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#table = kernel.store.table('autoscaling.activities')
    for (const activity of this.#table.values()) this.#last.set(keyOf(activity), activity)
  }

  begin(target: TargetName, Description: string, Cause: string): ScalingActivity {
    return this.#add(target, { Description, Cause, StatusCode: 'InProgress' })
  }

  /** What stays as it is for the same reason as the last time is told once. */
  notScaled(target: TargetName, Cause: string, reason: NotScaledReason): void {
    if (this.#last.get(keyOf(target))?.NotScaledReasons?.[0]?.Code === reason.Code) return
    this.#add(target, {
      Description: 'Attempting to scale due to alarm triggered',
      Cause,
      StatusCode: reason.Code === 'AlreadyAtDesiredCapacity' ? 'Successful' : 'Failed',
      NotScaledReasons: [reason],
    })
  }

  /** Something that is over as soon as it began. */
  done(target: TargetName, activity: Pick<ScalingActivity, 'Description' | 'Cause' | 'StatusCode' | 'StatusMessage'>) {
    this.#add(target, { ...activity, EndTime: this.#kernel.clock.now() })
  }

  tell(id: string, StatusMessage: string): void {
    this.#change(id, { StatusMessage })
  }

  end(id: string, StatusCode: 'Successful' | 'Failed', StatusMessage: string): ScalingActivity | undefined {
    return this.#change(id, { StatusCode, StatusMessage, EndTime: this.#kernel.clock.now() })
  }

  /** The newest first. */
  all(): ScalingActivity[] {
    return [...this.#table.values()].reverse()
  }

  #add(
    { ServiceNamespace, ResourceId, ScalableDimension }: TargetName,
    rest: Omit<ScalingActivity, keyof TargetName | 'ActivityId' | 'StartTime'>,
  ) {
    const StartTime = this.#kernel.clock.now()
    for (const [id, old] of this.#table.entries()) {
      if (old.StartTime > StartTime - KEPT_FOR) break
      this.#table.delete(id)
    }
    const ActivityId = this.#kernel.requestId()
    const activity = { ActivityId, ServiceNamespace, ResourceId, ScalableDimension, StartTime, ...rest }
    this.#table.put(ActivityId, activity)
    this.#last.set(keyOf(activity), activity)
    return activity
  }

  #change(id: string, change: Partial<ScalingActivity>): ScalingActivity | undefined {
    const activity = this.#table.get(id)
    if (!activity) return undefined
    const next = { ...activity, ...change }
    this.#table.put(id, next)
    return next
  }
}
