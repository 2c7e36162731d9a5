import * as z from 'zod/mini'
import { recordDecision } from '#shared/aws/ledger.ts'
import { explainFailure } from '#shared/domain/explain-failure.ts'
import type { ScoringPlan } from '#shared/domain/plan-scoring.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  score: z.string(),
  by: z.string(),
  source: z.nullish(z.string()),
  plan: z.nullish(z.custom<ScoringPlan>()),
  failure: z.nullish(z.object({ step: z.string(), error: z.string(), cause: z.nullish(z.string()) })),
})

/** Writes down what became of a scoring. */
export const handler = answersEvent(task, async ({ model, score, by, source, plan, failure }) => {
  const told = failure && explainFailure({ ...failure, cause: failure.cause ?? '' })
  const decision = told ? (told.refused ? 'refused' : 'failed') : 'scored'
  const reason =
    told?.reason ?? `${plan!.source} was scored by version ${plan!.version}; results are under ${plan!.output}`
  const evidence = {
    score,
    source: plan?.source ?? source ?? null,
    ...(plan && { job: plan.request.TransformJobName, version: plan.version, output: plan.output }),
  }
  const at = new Date().toISOString()
  await recordDecision({ model, at, subject: 'scoring', decision, rule: by, reason, evidence }, [score])
  return { decision, reason: reason.slice(0, 2000), ...(plan && { output: plan.output }) }
})
