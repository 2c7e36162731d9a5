import * as z from 'zod/mini'
import { measure } from '#shared/acts/measure.ts'
import { placeOf, readObject, writeObject } from '#shared/aws/objects.ts'
import type { ChampionEvaluation } from '#shared/domain/judge-model.ts'
import { DataRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

const task = z.object({
  problem: z.enum(['binary', 'multiclass', 'regression']),
  answer: z.enum(['probability', 'probabilities', 'class', 'number']),
  evaluate: z.custom<Manifest['evaluate']>(),
  locations: z.object({
    holdoutLabels: z.string(),
    predictions: z.string(),
    championPredictions: z.optional(z.string()),
    evaluation: z.string(),
  }),
  championVersion: z.nullish(z.number()),
  notCompared: z.nullish(z.string()),
})

/** Computes the metrics of candidate and champion on the same hold-out, and keeps them for verdict and registry. */
export const handler = answersEvent(task, async (order) => {
  const { problem, answer, evaluate, locations } = order
  const [labels, predictions, championPredictions] = await Promise.all([
    textAt(locations.holdoutLabels),
    textAt(locations.predictions),
    locations.championPredictions ? textAt(locations.championPredictions) : undefined,
  ])
  const shared = { problem, answer, labels, threshold: evaluate.threshold }
  const candidate = measure({ ...shared, predictions })
  const champion: ChampionEvaluation = championPredictions
    ? {
        comparable: true,
        version: order.championVersion ?? 0,
        metrics: measure({ ...shared, predictions: championPredictions }).metrics,
      }
    : { comparable: false, why: order.notCompared ?? 'there is no champion yet' }
  const evaluation = JSON.stringify({ problem, candidate, champion })
  await writeObject(placeOf(locations.evaluation), evaluation, 'application/json')
  return { rows: candidate.rows, metrics: candidate.metrics }
})

async function textAt(uri: string): Promise<string> {
  const bytes = await readObject(placeOf(uri))
  if (!bytes) throw new DataRefused(`${uri} is missing: the job that writes it left nothing there`)
  return Buffer.from(bytes).toString()
}
