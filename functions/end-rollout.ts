import * as z from 'zod/mini'
import { changeRollout, readRollout, recordDecision } from '#shared/aws/ledger.ts'
import { backNotice } from '#shared/domain/back-notice.ts'
import { readableCause } from '#shared/domain/explain-failure.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  /** rolled-back: the champion has everything again. failed: it could not be given back. */
  phase: z.enum(['rolled-back', 'failed']),
  /** What took it back; the error where something broke. A rollout that began before this was told does not say. */
  because: z._default(z.string(), 'worse'),
  /** In words, or as a machine caught it. */
  reason: z.string(),
})

const open = ['starting', 'shadow', 'shifting', 'finishing', 'rolling-back'] as const

/** Writes down that a judged rollout did not come to its end, and why. */
export const handler = answersEvent(task, async ({ model, rollout, phase, because, reason: caught }) => {
  const at = new Date().toISOString()
  const reason = readableCause(caught).slice(0, 2000)
  const { evidence = {}, run } = (await readRollout(model, rollout)) ?? {}
  const decision = phase === 'failed' ? 'rollback failed' : 'rolled back'
  await recordDecision(
    { model, at, subject: 'rollout', decision, rule: because, reason, evidence, ...(run && { run }) },
    [rollout],
  )
  await changeRollout(model, rollout, open, { phase, reason, weight: 0, endedAt: at })
  return { reason, evidence, what: backNotice(because) }
})
