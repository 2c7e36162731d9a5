import * as z from 'zod/mini'
import { readLine, readManifest } from '#shared/aws/ledger.ts'
import { listObjects, placeOf, writeObject } from '#shared/aws/objects.ts'
import { config } from '#shared/config.ts'
import { isDataFile } from '#shared/domain/admit-trigger.ts'
import { planScoring, type ScoringPlan } from '#shared/domain/plan-scoring.ts'
import { ModelNotFound, ScoringRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({ model: z.string(), score: z.string(), source: z.nullish(z.string()) })

/** Looking for one file to score stops here: there may be markers among the first. */
const mostLookedAt = 1000

/** Plans the Transform job that scores files with the champion, or throws ScoringRefused with every reason. */
export const handler = answersEvent(task, async ({ model, score, source: asked }): Promise<ScoringPlan> => {
  const line = await readLine(model)
  const kept = line?.manifestVersion ? await readManifest(model, line.manifestVersion) : undefined
  if (!kept) throw new ModelNotFound(model)
  const { manifest } = kept
  const bucket = config.bucket()
  const source = asked ?? manifest.deploy.batch?.source ?? ''
  const decision = planScoring({
    manifest,
    stage: config.stage(),
    bucket,
    score,
    source,
    files: await filesAt(bucket, source),
    ...(line?.champion && { champion: line.champion }),
  })
  if ('refused' in decision) throw new ScoringRefused(decision.refused)
  const { manifest: list } = decision.plan
  if (list) await writeObject(placeOf(list.location), list.body, 'application/json')
  return decision.plan
})

async function filesAt(bucket: string, source: string): Promise<number> {
  if (!source.startsWith('score/')) return 0
  const { objects } = await listObjects({ bucket, key: source }, mostLookedAt)
  return objects.filter(({ key }) => isDataFile(key) && (source.endsWith('/') || key === source)).length
}
