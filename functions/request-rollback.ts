import * as z from 'zod/mini'
import { wayBack } from '#shared/acts/way-back.ts'
import { startRollback } from '#shared/aws/executions.ts'
import { askRollout, readLine, readRollout } from '#shared/aws/ledger.ts'
import type { RollbackAnswer } from '#shared/domain/api-answers.ts'
import { rollbackIdFor } from '#shared/domain/names.ts'
import { ModelNotFound } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  to: z.optional(z.int().check(z.positive())),
  reason: z._default(z.string().check(z.maxLength(500)), 'no reason given'),
  idempotencyKey: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
})

/**
 * POST /models/{name}/rollback with {to, reason, idempotencyKey}. A judged rollout in progress is ended; otherwise the
 * endpoint goes back to version `to`, or to the one that served before, once nothing else changes it.
 */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { to, reason, idempotencyKey } = bodyOf(request, body)
  const line = await readLine(model)
  if (!line?.policy) throw new ModelNotFound(model)
  const { requestId, timeEpoch } = request.requestContext
  const at = new Date(timeEpoch).toISOString()
  const by = callerOf(request)
  const current = line.rolloutLease && (await readRollout(model, line.rolloutLease.rollout))
  if (current?.type === 'judged' && to === undefined) {
    const asked = { what: 'roll-back' as const, by, reason, at }
    if (await askRollout(model, current.rollout, asked))
      return answer({ model, rollout: current.rollout, ends: true, reason: 'the rollout in progress is ended' })
  }
  if (current?.type === 'rollback' && to === undefined)
    return answer({ model, rollout: current.rollout, ends: false, reason: 'it is being taken back already' })
  // What is about to change is looked at again by the machine, once it has the endpoint.
  const found = line.rolloutLease ? undefined : await wayBack(line, to)
  const version = found?.back.version
  // Who asks for no version wants to leave what serves now, or is about to.
  const from = found?.from.configName ?? current?.challenger.configName ?? line.champion?.endpointConfigName
  const rollout = rollbackIdFor(model, idempotencyKey ?? requestId, at)
  await startRollback({
    model,
    rollout,
    reason,
    evidence: { by },
    by: 'request',
    ...(to !== undefined && { to }),
    ...(to === undefined && from !== undefined && { from }),
  })
  const waits = line.rolloutLease ? `it waits for ${line.rolloutLease.rollout}` : `it goes back to version ${version}`
  return answer({ model, rollout, ends: false, ...(version !== undefined && { version }), reason: waits })
})

const answer = (answered: RollbackAnswer) => ({ status: 202, body: answered })
