import { beginScoring } from '#shared/acts/begin-scoring.ts'
import { receiveTrigger } from '#shared/acts/receive-trigger.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { scheduleFired } from '#shared/events/schedule-fired.ts'
import { answersEvent } from '#shared/handler.ts'

/** A model line's own schedule struck. */
export const handler = answersEvent(scheduleFired, async ({ model, schedule, what, scheduledTime }) => {
  if (what === 'score') {
    await beginScoring({ model, by: 'schedule', identity: [schedule, scheduledTime], at: scheduledTime })
    return
  }
  const struck = trigger('schedule', model, scheduledTime, { schedule, scheduledTime })
  await receiveTrigger(struck, new Date().toISOString())
})
