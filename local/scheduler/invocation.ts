import type { Delivery } from '../delivery/outbox.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ScheduleTarget } from './schedule.ts'

/** One invocation of a schedule on its way to the target; `id` is its execution id. */
export interface Invocation extends Delivery {
  scheduleArn: string
  target: ScheduleTarget
  /** Epoch ms: the time that the schedule named. */
  scheduledAt: number
}

/** What the target gets: the input with its placeholders filled, or the event that stands for no input. */
export function payloadOf(kernel: Kernel, { id, target, scheduleArn, scheduledAt, attempts }: Invocation): string {
  const time = new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z')
  if (target.Input === undefined)
    return JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: kernel.account,
      time,
      region: kernel.region,
      resources: [scheduleArn],
      // A text, not an object, as AWS sends it.
      detail: '{}',
    })
  const values: Record<string, string> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': time,
    'execution-id': id,
    'attempt-number': String(attempts),
  }
  return target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (placeholder, name) => values[name] ?? placeholder)
}
