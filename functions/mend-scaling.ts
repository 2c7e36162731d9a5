import { mendScaling } from '#shared/acts/mend-scaling.ts'
import { readDirectory } from '#shared/aws/ledger.ts'
import { sweep } from '#shared/events/sweep.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/**
 * Finds and mends scaling that is not as the manifests say. Application Auto Scaling takes few calls a second, so one line
 * is looked at after the other; the trouble of one does not keep the others from it.
 */
export const handler = answersEvent(sweep, async () => {
  const lines = await readDirectory()
  const failures: unknown[] = []
  let mended = 0
  for (const { model } of lines) {
    try {
      const changes = await mendScaling(model, new Date().toISOString())
      mended += changes.length
      for (const { reason } of changes) logger.info('mended', { model, reason })
    } catch (error) {
      logger.error('scaling was not looked at', { model, error: error as Error })
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `the scaling of ${failures.length} lines was not mended`)
  return { mended }
})
