import * as z from 'zod/mini'
import { settleScaling } from '#shared/acts/settle-scaling.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  how: z.enum(['deployed', 'back', 'sharing']),
  manifestVersion: z.nullish(z.string()),
})

/** Has an endpoint scale again after it was changed; throws ScalingUnsettled when it does not. */
export const handler = answersEvent(task, async (settlement) => {
  const changes = await settleScaling(settlement, new Date().toISOString())
  return { changes: changes.length }
})
