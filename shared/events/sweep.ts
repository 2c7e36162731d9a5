import * as z from 'zod/mini'

/** The sweeper's own schedule struck. */
export const sweep = z.object({ scheduledTime: z.string() })

export type Sweep = z.output<typeof sweep>
