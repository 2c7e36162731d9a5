import * as z from 'zod/mini'
import { askRollout, readLine, readRollout, recordDecision } from '#shared/aws/ledger.ts'
import type { AskRolloutAnswer } from '#shared/domain/api-answers.ts'
import { ModelNotFound, RolloutConflict } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  ask: z.enum(['promote', 'roll-back']),
  reason: z._default(z.string().check(z.maxLength(500)), 'no reason given'),
})

/** POST /models/{name}/rollout with {ask, reason}: what a person wants of the judged rollout that is on. */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { ask, reason } = bodyOf(request, body)
  const line = await readLine(model)
  if (!line?.policy) throw new ModelNotFound(model)
  const rollout = line.rolloutLease && (await readRollout(model, line.rolloutLease.rollout))
  if (!rollout) throw new RolloutConflict(`no rollout of ${model} is on`)
  if (rollout.type !== 'judged') {
    throw new RolloutConflict(
      `rollout ${rollout.rollout} is ${rollout.type}: only judged ones listen; SageMaker ends it`,
    )
  }
  const [at, by] = [new Date().toISOString(), callerOf(request)]
  if (!(await askRollout(model, rollout.rollout, { what: ask, by, reason, at }))) {
    throw new RolloutConflict(`rollout ${rollout.rollout} has ended, or is asked to go back already`)
  }
  await recordDecision({ model, at, subject: 'rollout', decision: ask, rule: 'a person', reason, evidence: { by } }, [
    rollout.rollout,
  ])
  return { status: 202, body: { model, rollout: rollout.rollout, ask } satisfies AskRolloutAnswer }
})
