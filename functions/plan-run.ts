import * as z from 'zod/mini'
import { type FoundData, findData, planFacts } from '#shared/acts/plan-facts.ts'
import { changeRun, readForPlan } from '#shared/aws/ledger.ts'
import { objectExists } from '#shared/aws/objects.ts'
import { readServing } from '#shared/aws/serving.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { planRun, type RunPlan } from '#shared/domain/plan-run.ts'
import { returnsTo } from '#shared/domain/switching/serves-as.ts'
import { ModelNotFound, PlanRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({ model: z.string(), run: z.string(), manifestVersion: z.string(), attempt: z.number() })

/** Plans every request of the run, or refuses with every reason. */
export const handler = answersEvent(task, async ({ model, run, manifestVersion, attempt }): Promise<RunPlan> => {
  const [known] = await Promise.all([
    readForPlan(model, run, manifestVersion),
    attempt > 1 ? changeRun(model, run, { attempt }) : undefined,
  ])
  if (!known.manifest) throw new ModelNotFound(model)
  const { manifest, location, files, recipeFileHash: hash } = known.manifest
  const [endpoint, data] = await Promise.all([
    readServing(endpointName(config.stage(), model), known.line && returnsTo(known.line)),
    findData(manifest),
  ])
  await refuseVanished(known.run?.files ?? [], data)
  const facts = planFacts({
    data,
    recipe: { location, files, hash },
    ...(known.line?.champion && { champion: known.line.champion }),
    ...(endpoint && { endpoint }),
  })
  return planRun({ manifest, manifestVersion, runId: run, attempt, facts })
})

/** A run whose every file is gone again has no reason any more. */
async function refuseVanished(keys: string[], { keys: there, facts }: FoundData): Promise<void> {
  if (keys.length === 0 || keys.some((key) => there.has(key))) return
  const bucket = config.bucket()
  // Counting stopped early: they may lie behind.
  if (facts.more && (await Promise.all(keys.map((key) => objectExists({ bucket, key })))).includes(true)) return
  const others = keys.length > 1 ? `, and so were ${keys.length - 1} other files of this run` : ''
  throw new PlanRefused([`s3://${bucket}/${keys[0]} was deleted before it was read${others}`])
}
