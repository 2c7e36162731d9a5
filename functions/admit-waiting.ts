import { admitWaiting } from '#shared/acts/admit-waiting.ts'
import { clearWake } from '#shared/aws/ledger.ts'
import { sendWake } from '#shared/aws/wakes.ts'
import { type Wake, wake, wakeBatch } from '#shared/events/wake.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/** Wake-up messages came due, or came to the end of a hop. Answers those that have to be tried again. */
export const handler = answersEvent(wakeBatch, async ({ Records }) => {
  const failed = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      try {
        await answer(wake.parse(JSON.parse(body)), new Date().toISOString())
        return []
      } catch (error) {
        logger.error('a wake-up failed', error as Error)
        return [{ itemIdentifier: messageId }]
      }
    }),
  )
  return { batchItemFailures: failed.flat() }
})

async function answer(due: Wake, now: string): Promise<void> {
  if (now < due.at) return sendWake(due, now)
  // Cleared before it is read what waits: whatever arrives later finds no wake-up and sees to itself.
  await clearWake(due.model, due.at)
  await admitWaiting(due.model, now)
}
