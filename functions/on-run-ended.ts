import { closeRun } from '#shared/acts/close-run.ts'
import { EventInvalid } from '#shared/errors.ts'
import { runEnded, runOf } from '#shared/events/run-ended.ts'
import { answersEvent } from '#shared/handler.ts'

/** A run's execution ended: frees its lease and admits what waited for it. */
export const handler = answersEvent(runEnded, async (event) => {
  const input = runOf(event)
  if (!input) throw new EventInvalid(`the event of ${event.detail.executionArn} does not say which run ended`)
  const { status, stopDate, error, cause } = event.detail
  const at = new Date(stopDate ?? event.time).toISOString()
  const now = new Date().toISOString()
  await closeRun({ ...input, status, at, ...(error && { error }), ...(cause && { cause }) }, now)
})
