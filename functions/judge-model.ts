import * as z from 'zod/mini'
import { changeRun, putVerdict, recordDecision } from '#shared/aws/ledger.ts'
import { placeOf, readObject } from '#shared/aws/objects.ts'
import { type ChampionEvaluation, type Evaluation, judgeModel, type Verdict } from '#shared/domain/judge-model.ts'
import { DataRefused } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

const task = z.object({
  model: z.string(),
  run: z.string(),
  modelName: z.string(),
  evaluate: z.custom<Manifest['evaluate']>(),
  evaluation: z.string(),
})

/** Checks that the ledger keeps of a verdict; a line with many slices makes thousands. All are in the run's files. */
const mostChecks = 50

/** Holds the candidate's metrics against thresholds and champion. Without its verdict nothing is deployed. */
export const handler = answersEvent(task, async ({ model, run, modelName, evaluate, evaluation }) => {
  const bytes = await readObject(placeOf(evaluation))
  if (!bytes) throw new DataRefused(`${evaluation} is missing`)
  const measured: { candidate: Evaluation; champion: ChampionEvaluation } = JSON.parse(Buffer.from(bytes).toString())
  const { candidate, champion } = measured
  const verdict = judgeModel({ policy: evaluate, evaluation: candidate, champion })
  const { reason } = verdict
  const at = new Date().toISOString()
  const evidence = { metrics: candidate.metrics, champion, rows: candidate.rows }
  await Promise.all([
    putVerdict({ model, run, modelName, verdict: verdict.verdict, reason, at }),
    changeRun(model, run, { metrics: candidate.metrics, verdict: shortened(verdict) }),
    recordDecision(
      {
        model,
        at,
        subject: 'verdict',
        decision: verdict.verdict,
        rule: 'thresholds and champion',
        reason,
        evidence,
        run,
      },
      [run, modelName],
    ),
  ])
  const properties = Object.entries(candidate.metrics).map(([name, value]) => [`trimtab:${name}`, String(value)])
  return {
    verdict: verdict.verdict,
    reason: reason.slice(0, 2000),
    metrics: candidate.metrics,
    properties: Object.fromEntries([...properties, ['trimtab:verdict', verdict.verdict]]),
  }
})

/** The checks that failed first, then those over the whole hold-out. */
function shortened(verdict: Verdict): Verdict {
  const failed = verdict.checks.filter(({ outcome }) => outcome === 'fail')
  const others = verdict.checks.filter(({ outcome }) => outcome !== 'fail')
  return { ...verdict, checks: [...failed, ...others].slice(0, mostChecks) }
}
