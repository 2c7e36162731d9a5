import * as z from 'zod/mini'
import { recordVersion } from '#shared/acts/record-version.ts'
import { changeRun, putApproval } from '#shared/aws/ledger.ts'
import type { RunPlan } from '#shared/domain/plan-run.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  taskToken: z.string(),
  withinSeconds: z.number(),
  plan: z.custom<RunPlan>(),
  judged: z.object({
    verdict: z.enum(['pass', 'fail']),
    reason: z.string(),
    metrics: z.record(z.string(), z.number()),
  }),
  modelPackageArn: z.string(),
})

/** Keeps the token that a person's answer resumes. */
export const handler = answersEvent(task, async ({ taskToken, withinSeconds, ...registered }) => {
  const { model, run } = registered.plan
  const now = new Date()
  const expiresAt = new Date(now.getTime() + withinSeconds * 1000).toISOString()
  const status = 'awaiting-approval'
  const version = await recordVersion({ model, run, ...registered }, status, now.toISOString())
  await putApproval({ model, run, taskToken, requestedAt: now.toISOString(), expiresAt })
  await changeRun(model, run, { status, ...(version && { version }) })
})
