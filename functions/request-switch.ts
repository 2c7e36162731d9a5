import * as z from 'zod/mini'
import { beginSwitch } from '#shared/acts/begin-switch.ts'
import { askSwitch, readLine, readManifest } from '#shared/aws/ledger.ts'
import type { SwitchAnswer } from '#shared/domain/api-answers.ts'
import { ModelNotFound, SwitchRefused } from '#shared/errors.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  to: z.enum(['parked', 'home']),
  reason: z._default(z.string().check(z.maxLength(500)), 'no reason given'),
})

/**
 * POST /models/{name}/switch with {to, reason}: parks a line, or has it serve as it is deployed, until the next time of its
 * manifest. Done as the clock does it, once nothing else changes the endpoint.
 */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { to, reason } = bodyOf(request, body)
  const line = await readLine(model)
  if (!line?.manifestVersion) throw new ModelNotFound(model)
  const kept = await readManifest(model, line.manifestVersion)
  if (kept?.manifest.switch?.production !== false) {
    throw new SwitchRefused(
      model,
      to,
      'its manifest does not say switch.production: false, without which no line is away',
    )
  }
  if (line.champion?.endpointConfigName === undefined) throw new SwitchRefused(model, to, 'no version serves yet')
  const at = new Date(request.requestContext.timeEpoch).toISOString()
  await askSwitch(model, { to, at, by: callerOf(request), reason })
  const begun = await beginSwitch(model, new Date().toISOString(), { waits: true })
  const waits = line.rolloutLease && begun ? `once ${line.rolloutLease.rollout} is over` : undefined
  const answer: SwitchAnswer = { model, to, begun, reason: waits ?? (begun ? 'it begins' : 'it is so already') }
  return { status: 202, body: answer }
})
