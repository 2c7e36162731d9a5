import * as z from 'zod/mini'
import { beginScoring } from '#shared/acts/begin-scoring.ts'
import { readLine, readManifest } from '#shared/aws/ledger.ts'
import type { ScoreRequestAnswer } from '#shared/domain/api-answers.ts'
import { ModelNotFound, RequestInvalid, ScoringRefused } from '#shared/errors.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  source: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
  idempotencyKey: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
})

/**
 * POST /models/{name}/scores with {source, idempotencyKey}: scores one file, or all under a prefix that ends with /, or
 * all that lie where the manifest says. Two requests with one key are one request.
 */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { source, idempotencyKey } = bodyOf(request, body)
  const line = await readLine(model)
  const kept = line?.manifestVersion ? await readManifest(model, line.manifestVersion) : undefined
  if (!kept) throw new ModelNotFound(model)
  const { mode, batch } = kept.manifest.deploy
  if (!batch) throw new ScoringRefused([`${model} serves in mode ${mode}: only mode batch scores files`])
  if (source !== undefined && !source.startsWith(batch.source)) {
    throw new RequestInvalid(`source is ${source}; expected a key or prefix under ${batch.source}`)
  }
  const { requestId, timeEpoch } = request.requestContext
  const cause = {
    model,
    by: 'api' as const,
    identity: [idempotencyKey ?? requestId],
    at: new Date(timeEpoch).toISOString(),
  }
  const score = await beginScoring({ ...cause, ...(source !== undefined && { source }) })
  return { status: 202, body: { model, score, source: source ?? batch.source } satisfies ScoreRequestAnswer }
})
