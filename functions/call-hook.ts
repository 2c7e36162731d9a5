import * as z from 'zod/mini'
import { askHook } from '#shared/acts/ask-hook.ts'
import { recordDecision } from '#shared/aws/ledger.ts'
import { HookVetoed } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  hook: z.object({
    at: z.enum(['before', 'during', 'after']),
    url: z.optional(z.string()),
    function: z.optional(z.string()),
    timeout: z.string(),
  }),
})

/** Asks somebody else whether a rollout may go on. Throws HookVetoed when it may not. */
export const handler = answersEvent(task, async ({ model, rollout, hook }) => {
  const veto = await askHook(hook, { model, rollout, at: hook.at })
  if (!veto) return { veto: false }
  const reason = `${veto.hook} vetoed: ${veto.reason}`
  const at = new Date().toISOString()
  await recordDecision(
    { model, at, subject: 'rollout', decision: 'veto', rule: `hook ${hook.at}`, reason, evidence: { ...veto } },
    [rollout, hook.at, veto.hook],
  )
  throw new HookVetoed(reason)
})
