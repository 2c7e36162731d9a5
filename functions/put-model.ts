import * as z from 'zod/mini'
import { applyManifest } from '#shared/acts/apply-manifest.ts'
import { callerOf } from '#shared/events/api-request.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({ files: z.record(z.string(), z.string()) })

/** PUT /models/{name} with {files: {"model.yaml": ..., "prepare.sql": ...}}. The same again changes nothing. */
export const handler = answersRequest(async (request) => {
  const { files } = bodyOf(request, body)
  const applied = await applyManifest(parameter(request, 'name'), files, callerOf(request), new Date().toISOString())
  return { status: applied.changed ? 201 : 200, body: applied }
})
