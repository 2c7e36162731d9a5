import * as z from 'zod/mini'
import { fileHash, readFiles } from '#shared/acts/apply-manifest.ts'
import { checkFollowed } from '#shared/acts/check-followed.ts'
import { findData, planFacts } from '#shared/acts/plan-facts.ts'
import { readLine, readManifest } from '#shared/aws/ledger.ts'
import { readServing } from '#shared/aws/serving.ts'
import { config } from '#shared/config.ts'
import type { PlanAnswer } from '#shared/domain/api-answers.ts'
import { endpointName, runIdFor } from '#shared/domain/names.ts'
import { recipeFileOf } from '#shared/domain/plan/comparison.ts'
import { plannedRequests } from '#shared/domain/plan/listed.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import { planRun } from '#shared/domain/plan-run.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { returnsTo } from '#shared/domain/switching/serves-as.ts'
import { ModelNotFound } from '#shared/errors.ts'
import { answersRequest, bodyOf, parameter } from '#shared/handler.ts'

const body = z.object({
  manifest: z.optional(z.string()),
  files: z._default(z.record(z.string(), z.string()), {}),
})

/** POST /models/{name}/plan: the requests of a run begun now, by the manifest in force or by one sent along. */
export const handler = answersRequest(async (request) => {
  const model = parameter(request, 'name')
  const { manifest: text, files } = bodyOf(request, body)
  const line = await readLine(model)
  const version = text === undefined ? line?.manifestVersion : undefined
  const kept = version ? await readManifest(model, version) : undefined
  if (text === undefined && !kept) throw new ModelNotFound(model)
  const { manifest, recipe } = kept ? applied(kept) : await unapplied(model, { ...files, 'model.yaml': text! })
  const [data, endpoint] = await Promise.all([
    findData(manifest),
    readServing(endpointName(config.stage(), model), line && returnsTo(line)),
  ])
  const champion = line?.champion
  const facts = planFacts({ data, recipe, ...(champion && { champion }), ...(endpoint && { endpoint }) })
  const now = new Date()
  const runId = runIdFor(model, [{ id: 'dry-run', at: now.toISOString() }])
  const plan = planRun({ manifest, manifestVersion: version ?? 'unapplied', runId, attempt: 1, facts })
  const scaling = planScaling(manifest, { stage: config.stage(), variant: servingVariant, now: now.getTime() })
  return { body: { requests: plannedRequests(plan, scaling), notes: plan.notes } satisfies PlanAnswer }
})

function applied({ manifest, location, files, recipeFileHash }: NonNullable<Awaited<ReturnType<typeof readManifest>>>) {
  return { manifest, recipe: { location, files, hash: recipeFileHash } }
}

async function unapplied(model: string, files: Record<string, string>) {
  const { manifest } = readFiles(model, files)
  await checkFollowed(manifest, files['model.yaml']!)
  const file = recipeFileOf(manifest)
  const location = `s3://${config.bucket()}/manifests/${model}/unapplied/`
  return { manifest, recipe: { location, files: Object.keys(files), hash: fileHash(file ? files[file]! : '') } }
}
