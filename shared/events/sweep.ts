import * as z from 'zod/mini'

/** The sweeper's own schedule struck. */
export const sweep = z.object({ scheduledTime: z.string() })
