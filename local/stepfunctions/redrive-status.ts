import type { ExecutionRecord } from './engine/records.ts'

const REDRIVABLE_FOR = 14 * 86_400_000
const EVENT_LIMIT = 24_999

/** Whether an execution can be redriven and, if not, why, in AWS's words. A child is redriven with its map run. */
export function redriveStatus(
  { status, stopDate, child }: ExecutionRecord,
  events = 0,
  now = stopDate ?? 0,
): { redriveStatus: string; redriveStatusReason?: string } {
  const no = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason })
  if (status === 'RUNNING' || status === 'SUCCEEDED') return no(`Execution is ${status} and cannot be redriven`)
  if (child) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' }
  if (stopDate! + REDRIVABLE_FOR < now) return no('Execution is past its redrivable period and cannot be redriven')
  if (events >= EVENT_LIMIT)
    return no('Execution has reached its maximum number of history events and cannot be redriven')
  return { redriveStatus: 'REDRIVABLE' }
}
