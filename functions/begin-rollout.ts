import * as z from 'zod/mini'
import { keepRollout, readLine, takeRolloutLease } from '#shared/aws/ledger.ts'
import { ModelNotFound, RolloutInProgress } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const served = z.object({ modelName: z.string(), configName: z.string(), version: z.optional(z.number()) })

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  type: z.enum(['all-at-once', 'canary', 'linear', 'rolling', 'judged', 'rollback']),
  run: z.optional(z.string()),
  challenger: served,
  executionArn: z.string(),
  /** When the state was entered, so that a repeated call writes the same. */
  at: z.string(),
})

/** Takes the endpoint for one rollout and writes the rollout down. Throws RolloutInProgress while another one has it. */
export const handler = answersEvent(task, async ({ executionArn, at, ...begun }) => {
  const { model, rollout } = begun
  if (!(await takeRolloutLease(model, { rollout, takenAt: at, executionArn }))) {
    const line = await readLine(model)
    if (!line) throw new ModelNotFound(model)
    throw new RolloutInProgress(model, line.rolloutLease?.rollout ?? 'one that just ended')
  }
  const champion = (await readLine(model))?.champion
  await keepRollout({
    ...begun,
    // In mode batch it had no endpoint to go back to.
    ...(champion?.endpointConfigName !== undefined && {
      champion: {
        modelName: champion.modelName,
        configName: champion.endpointConfigName,
        version: champion.version,
      },
    }),
    phase: 'starting',
    weight: 0,
    step: 0,
    failedChecks: 0,
    stepSince: at,
    startedAt: at,
  })
  return { champion: champion ? champion.version : null }
})
