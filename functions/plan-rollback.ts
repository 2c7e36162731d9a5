import * as z from 'zod/mini'
import { noteRollout, takeEndpoint } from '#shared/acts/begin-rollout.ts'
import { hasLeft, isRestored, wayBack } from '#shared/acts/way-back.ts'
import { freeRolloutLease, readLine, recordDecision } from '#shared/aws/ledger.ts'
import { ModelNotFound, RollbackRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  /** The version asked for; the one that served before when there is none. */
  to: z.nullish(z.number()),
  /** The champion is to serve, and nothing is to be done when it does. */
  restore: z._default(z.boolean(), false),
  /** The endpoint config that is to serve no longer. */
  from: z.nullish(z.string()),
  reason: z.string(),
  executionArn: z.string(),
  /** When the state was entered, so that a repeated call writes the same. */
  at: z.string(),
})

/**
 * Takes the endpoint and looks for the version to go back to. Throws RolloutInProgress while a rollout has the endpoint or
 * it still moves, and RollbackRefused when there is no way back; answers null when there is nothing left to restore or to
 * leave. In both of the last the endpoint is free again.
 */
export const handler = answersEvent(
  task,
  async ({ model, rollout, to, restore, from: left, reason, executionArn, at }) => {
    await takeEndpoint(model, { rollout, executionArn, at }, new Date().toISOString())
    const line = await readLine(model)
    if (!line) throw new ModelNotFound(model)
    if ((restore && (await isRestored(line, reason, at))) || (left && (await hasLeft(line, left, rollout, at)))) {
      await freeRolloutLease(model, rollout)
      return null
    }
    try {
      const { back, endpointName, from } = await wayBack(line, to ?? undefined)
      await noteRollout({ model, rollout, type: 'rollback', challenger: back }, line.champion, at)
      // The clock brings it where the line is by then.
      return { ...back, endpointName, from, away: line.switched?.away === true }
    } catch (error) {
      if (!(error instanceof RollbackRefused)) throw error
      const record = { model, at, subject: 'rollout' as const, decision: 'not rolled back', rule: 'no way back' }
      await recordDecision({ ...record, reason: error.message, evidence: { because: reason } }, [rollout])
      await freeRolloutLease(model, rollout)
      throw error
    }
  },
)
