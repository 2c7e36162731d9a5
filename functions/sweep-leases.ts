import { sweepLine } from '#shared/acts/sweep-line.ts'
import { sweepWaits } from '#shared/acts/sweep-waits.ts'
import { readDirectory } from '#shared/aws/ledger.ts'
import { sweep } from '#shared/events/sweep.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/** Repairs what lost events and crashes leave behind. One line's trouble does not keep the others from being looked at. */
export const handler = answersEvent(sweep, async () => {
  const now = new Date().toISOString()
  const lines = await readDirectory()
  const results = await Promise.allSettled([...lines.map(({ model }) => sweepLine(model, now)), sweepWaits(now)])
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  for (const failure of failures) logger.error('a repair failed', failure)
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} repairs failed`)
})
