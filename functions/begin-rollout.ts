import * as z from 'zod/mini'
import { noteRollout, takeEndpointAtHome } from '#shared/acts/begin-rollout.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  type: z.enum(['all-at-once', 'canary', 'linear', 'rolling', 'judged']),
  mode: z.enum(['realtime', 'serverless', 'async', 'batch']),
  run: z.optional(z.string()),
  challenger: z.object({ modelName: z.string(), configName: z.string(), version: z.optional(z.number()) }),
  executionArn: z.string(),
  /** When the state was entered, so that a repeated call writes the same. */
  at: z.string(),
})

/**
 * Takes the endpoint for one rollout and writes the rollout down. Throws RolloutInProgress while another one has it, and
 * LineAway while the clock has the line parked or served in another way.
 */
export const handler = answersEvent(task, async ({ executionArn, at, ...begun }) => {
  const taking = { rollout: begun.rollout, executionArn, at }
  const { champion } = await takeEndpointAtHome(begun.model, taking, new Date().toISOString())
  await noteRollout(begun, champion, at)
  return { champion: champion ? champion.version : null }
})
