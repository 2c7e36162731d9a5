import type { ExecutionRecord } from './engine/records.ts'

const REDRIVABLE_FOR = 14 * 86_400_000
const EVENT_LIMIT = 24_999

/** Why an execution cannot be redriven, in AWS's words; undefined when it can. */
export function redriveObstacle(
  { status, stopDate }: ExecutionRecord,
  events: number,
  now: number,
): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`
  if (stopDate! + REDRIVABLE_FOR < now) return 'Execution is past its redrivable period and cannot be redriven'
  if (events >= EVENT_LIMIT) return 'Execution has reached its maximum number of history events and cannot be redriven'
  return undefined
}
