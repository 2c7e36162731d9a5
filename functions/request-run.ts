import * as z from 'zod/mini'
import { receiveTrigger } from '#shared/acts/receive-trigger.ts'
import { readLine } from '#shared/aws/ledger.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { ModelNotFound } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({ reason: z.optional(z.string().check(z.maxLength(500))) })

/** POST /models/{name}/runs. Two requests with one Idempotency-Key are one request. */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { reason } = bodyOf(request, body)
  if (!(await readLine(model))?.policy) throw new ModelNotFound(model)
  const { requestId, timeEpoch } = request.requestContext
  const asked = trigger('api', model, new Date(timeEpoch).toISOString(), {
    idempotencyKey: request.headers['idempotency-key'] ?? requestId,
    caller: callerOf(request),
    ...(reason && { reason }),
  })
  const { triggers: _triggers, ...decision } = await receiveTrigger(asked, new Date().toISOString())
  return { status: 202, body: { model, trigger: asked.id, ...decision } }
})
