import type { Line } from '#shared/aws/ledger.ts'

/** A wake-up that is overdue by more than this got lost. */
const graceMilliseconds = 60_000

/** Whether a wake-up is on its way that will look at whatever waits by then. */
export function wakeIsUnderWay({ wakeAt }: Line, now: string): boolean {
  return wakeAt !== undefined && wakeAt > overdueSince(now)
}

/** A wake-up for a time before this got lost. */
export function overdueSince(now: string): string {
  return new Date(Date.parse(now) - graceMilliseconds).toISOString()
}
