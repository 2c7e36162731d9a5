import * as z from 'zod/mini'

/** What EventBridge Scheduler sends for a model line's own schedule: the input that we gave it, its placeholder filled. */
export const scheduleFired = z.object({
  model: z.string(),
  schedule: z.string(),
  /** What is to be done; schedules of before this was told retrain. */
  what: z._default(z.enum(['retrain', 'score']), 'retrain'),
  scheduledTime: z.string(),
})

export type ScheduleFired = z.output<typeof scheduleFired>
