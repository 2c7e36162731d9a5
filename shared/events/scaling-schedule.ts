import * as z from 'zod/mini'

/** What EventBridge Scheduler sends for an occasion of a line's `switch`; without a model, every hour, for all lines. */
export const scalingSchedule = z.object({ model: z.optional(z.string()), scheduledTime: z.string() })

export type ScalingSchedule = z.output<typeof scalingSchedule>
