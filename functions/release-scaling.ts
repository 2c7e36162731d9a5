import * as z from 'zod/mini'
import { releaseScaling } from '#shared/acts/release-scaling.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({ model: z.string(), switch: z.string() })

/** Takes away what scales the endpoint of a line, and keeps it. Safe to repeat. */
export const handler = answersEvent(task, ({ model, switch: id }) =>
  releaseScaling(model, id, new Date().toISOString()),
)
