import * as z from 'zod/mini'
import { recordRollback } from '#shared/acts/record-rollback.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  reason: z.string(),
  evidence: z._default(z.record(z.string(), z.unknown()), {}),
  by: z.string(),
  /** Where the endpoint went, and from where; null when no way back was found or taken. */
  back: z.object({
    version: z.number(),
    modelName: z.string(),
    configName: z.string(),
    from: z.object({ configName: z.string(), version: z.optional(z.number()) }),
    /** Whether the clock has the line parked or served in another way: the endpoint was left as it is. */
    away: z._default(z.boolean(), false),
  }),
  failure: z.nullish(z.object({ Error: z.string(), Cause: z.nullish(z.string()) })),
})

/** Writes down that the endpoint went back, or why it did not, and frees it. */
export const handler = answersEvent(task, (rollback) => recordRollback(rollback, new Date().toISOString()))
