import type { TaskState } from '../definition/states.ts'
import type { StateFailure } from '../engine/failure.ts'
import { note, type Visit } from '../engine/run.ts'

export type TaskVisit = Visit & { state: TaskState }

export function noteFailure(visit: TaskVisit, failure: StateFailure): void {
  const { error, reason } = failure
  if (error === 'States.Timeout') noteTask(visit, 'TimedOut', { error })
  else noteTask(visit, 'Failed', { ...(error !== '' && { error }), ...(reason !== undefined && { cause: reason }) })
}

/** A bare function has events of its own kind, that name no resource. */
export function noteTask(
  visit: TaskVisit,
  what: string,
  details: Record<string, any> = {},
  payloads?: Record<string, any>,
  at?: number,
): void {
  const { bareFunction, resource, resourceType } = visit.state.integration
  if (!bareFunction) note(visit, `Task${what}`, { resourceType, resource, ...details }, payloads, at)
  else note(visit, `LambdaFunction${what}`, what === 'Started' ? undefined : details, payloads, at)
}
