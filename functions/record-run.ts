import * as z from 'zod/mini'
import { clearScratch } from '#shared/acts/clear-scratch.ts'
import { recordVersion } from '#shared/acts/record-version.ts'
import { settleRollout } from '#shared/acts/settle-rollout.ts'
import { changeRun, recordDecision } from '#shared/aws/ledger.ts'
import { placeOf, writeObject } from '#shared/aws/objects.ts'
import type { RunPlan } from '#shared/domain/plan-run.ts'
import { runOutcome } from '#shared/domain/run-outcome.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  run: z.string(),
  plan: z.nullish(z.custom<RunPlan>()),
  judged: z.nullish(
    z.object({
      verdict: z.enum(['pass', 'fail']),
      reason: z.string(),
      metrics: z.record(z.string(), z.number()),
    }),
  ),
  modelPackageArn: z.nullish(z.string()),
  approval: z.nullish(z.object({ approve: z.boolean(), by: z.string(), reason: z.string() })),
  deployed: z.nullish(z.object({ configName: z.nullable(z.string()) })),
  failure: z.nullish(z.object({ step: z.string(), error: z.string(), cause: z.nullish(z.string()) })),
})

export type RunRecord = z.output<typeof task>

/** Writes down how the run ended and why. What did not come to traffic leaves no scratch behind. */
export const handler = answersEvent(task, async (record) => {
  const { model, run, plan, judged, approval, deployed, failure } = record
  const attempt = plan?.attempt ?? 1
  const outcome = runOutcome({
    attempt,
    ...(failure && { failure: { step: failure.step, error: failure.error, cause: failure.cause ?? '' } }),
    ...(judged && { judged }),
    ...(approval && { approval }),
    ...(deployed && { deployed }),
  })
  const { status, reason, step, again } = outcome
  const at = new Date().toISOString()
  if (again) {
    if (plan) await settleRollout(model, plan, { deployed: false, reason, at })
    await changeRun(model, run, { reason, ...(step && { step }) })
    await decided('another attempt', 'the service failed', `attempt ${attempt} failed: ${reason}`, [run, attempt])
    return { next: 'another attempt', attempt: attempt + 1 }
  }
  const version = await recordVersion(record, status, at)
  if (plan) await settleRollout(model, plan, { deployed: status === 'deployed', reason, at })
  if (status !== 'deployed') await clearScratch(model, run, attempt)
  if (plan) await writeObject(placeOf(plan.locations.plan), JSON.stringify(plan), 'application/json')
  // Last, so that a run that has ended is wholly recorded.
  await decided(status, status === 'failed' ? 'something broke' : 'the run ended', reason, [run])
  await changeRun(model, run, { status, reason, endedAt: at, ...(step && { step }), ...(version && { version }) })
  return { next: 'end', status, reason: reason.slice(0, 2000) }

  function decided(decision: string, rule: string, why: string, subject: unknown[]): Promise<void> {
    const evidence = { attempt, ...(step && { step }), ...(judged && { metrics: judged.metrics }) }
    return recordDecision({ model, at, subject: 'run', decision, rule, reason: why, evidence, run }, subject)
  }
})
