import * as z from 'zod/mini'
import { receiveTrigger } from '#shared/acts/receive-trigger.ts'
import { readLine } from '#shared/aws/ledger.ts'
import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { ModelNotFound } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  reason: z.optional(z.string().check(z.maxLength(500))),
  idempotencyKey: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
})

/** POST /models/{name}/runs with {reason, idempotencyKey}. Two requests with one key are one request. */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { reason, idempotencyKey } = bodyOf(request, body)
  if (!(await readLine(model))?.policy) throw new ModelNotFound(model)
  const { requestId, timeEpoch } = request.requestContext
  const asked = trigger('api', model, new Date(timeEpoch).toISOString(), {
    idempotencyKey: idempotencyKey ?? requestId,
    caller: callerOf(request),
    ...(reason && { reason }),
  })
  const { decision, rule, reason: why, until, run } = await receiveTrigger(asked, new Date().toISOString())
  const answer: RunRequestAnswer = {
    trigger: asked.id,
    decision: { decision, rule, reason: why, ...(until && { until }) },
    ...(run && { run }),
  }
  return { status: 202, body: answer }
})
