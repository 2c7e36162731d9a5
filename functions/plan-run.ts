import * as z from 'zod/mini'
import { planFacts } from '#shared/acts/plan-facts.ts'
import { changeRun, readLine, readManifest, readRun } from '#shared/aws/ledger.ts'
import { objectExists } from '#shared/aws/objects.ts'
import { config } from '#shared/config.ts'
import { planRun, type RunPlan } from '#shared/domain/plan-run.ts'
import { ModelNotFound, PlanRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({ model: z.string(), run: z.string(), manifestVersion: z.string(), attempt: z.number() })

/** Files that are looked at one by one, whether they are still there. */
const mostLookedAt = 20

/** Plans every request of the run, or refuses with every reason. */
export const handler = answersEvent(task, async ({ model, run, manifestVersion, attempt }): Promise<RunPlan> => {
  const [line, kept, item] = await Promise.all([
    readLine(model),
    readManifest(model, manifestVersion),
    readRun(model, run),
  ])
  if (!kept) throw new ModelNotFound(model)
  const { manifest, location, files, recipeFileHash: hash } = kept
  const [facts] = await Promise.all([
    planFacts(manifest, { location, files, hash }, line),
    refuseVanished(item?.files ?? []),
    attempt > 1 ? changeRun(model, run, { attempt }) : undefined,
  ])
  return planRun({ manifest, manifestVersion, runId: run, attempt, facts })
})

/** A run whose every file is gone again has no reason any more. */
async function refuseVanished(keys: string[]): Promise<void> {
  const looked = keys.slice(0, mostLookedAt)
  if (looked.length === 0) return
  const bucket = config.bucket()
  const there = await Promise.all(looked.map((key) => objectExists({ bucket, key })))
  if (there.includes(true)) return
  const [first] = looked
  const others = looked.length > 1 ? `, and so were ${looked.length - 1} other files of this run` : ''
  throw new PlanRefused([`s3://${bucket}/${first} was deleted before it was read${others}`])
}
