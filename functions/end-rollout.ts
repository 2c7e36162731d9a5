import * as z from 'zod/mini'
import { changeRollout, readRollout, recordDecision } from '#shared/aws/ledger.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  /** rolled-back: the champion has everything again. failed: it could not be given back. */
  phase: z.enum(['rolled-back', 'failed']),
  reason: z.string(),
})

const open = ['starting', 'shadow', 'shifting', 'finishing', 'rolling-back'] as const

/** Writes down that a judged rollout did not come to its end, and what it did on the way. */
export const handler = answersEvent(task, async ({ model, rollout, phase, reason }) => {
  const at = new Date().toISOString()
  const item = await readRollout(model, rollout)
  const { evidence = {}, run, step = 0 } = item ?? {}
  const decision = phase === 'failed' ? 'rollback failed' : 'rolled back'
  await recordDecision(
    { model, at, subject: 'rollout', decision, rule: 'judged', reason, evidence, ...(run && { run }) },
    [rollout],
  )
  await changeRollout(model, rollout, open, { phase, reason, weight: 0, endedAt: at })
  return { reason, step, evidence }
})
