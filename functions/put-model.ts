import * as z from 'zod/mini'
import { applyManifest } from '#shared/acts/apply-manifest.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({ manifest: z.string(), files: z._default(z.record(z.string(), z.string()), {}) })

/** PUT /models/{name} with {manifest, files: {"prepare.sql": ...}}. The same again changes nothing. */
export const handler = answersRequest(async (request) => {
  const { manifest, files } = bodyOf(request, body)
  const all = { ...files, 'model.yaml': manifest }
  const applied = await applyManifest(parameter(request, 'name'), all, callerOf(request), new Date().toISOString())
  return { status: applied.changed ? 201 : 200, body: applied }
})
