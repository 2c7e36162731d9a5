import { beginSwitch } from '#shared/acts/begin-switch.ts'
import { readDirectory } from '#shared/aws/ledger.ts'
import { scalingSchedule } from '#shared/events/scaling-schedule.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/**
 * An occasion came at which a line, with all that follow it, may have to serve in another way; or an hour is over. What is
 * done follows from what ought to be in force now, so that an event may come twice, late or never.
 */
export const handler = answersEvent(scalingSchedule, async ({ model }) => {
  const now = new Date().toISOString()
  const lines = (await readDirectory()).filter((line) =>
    model === undefined ? line.switches : line.model === model || line.follows === model,
  )
  const waits = model !== undefined
  const results = await Promise.allSettled(lines.map((line) => beginSwitch(line.model, now, { waits })))
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  for (const failure of failures) logger.error('a switch was not begun', failure)
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} switches were not begun`)
})
