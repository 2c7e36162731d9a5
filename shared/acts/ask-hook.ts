import { invokeHook, postHook } from '#shared/aws/hooks.ts'
import { type Hook, nameOf, vetoOf } from '#shared/domain/hook.ts'
import type { Veto } from '#shared/domain/next-rollout-step.ts'
import { durationSeconds } from '#shared/manifest/duration.ts'

/** What a hook is told. */
export interface HookQuestion {
  model: string
  rollout: string
  at: Hook['at']
  /** Per cent of the requests that the challenger gets, where it is known. */
  weight?: number
}

/** Asks a hook whether a rollout may go on; answers its veto, if it has one. */
export async function askHook(hook: Hook, question: HookQuestion): Promise<Veto | undefined> {
  const timeout = durationSeconds(hook.timeout)
  const answer = hook.function
    ? await invokeHook(hook.function, question, timeout)
    : await postHook(hook.url!, question, timeout)
  const reason = vetoOf(answer)
  return reason === undefined ? undefined : { hook: nameOf(hook), reason }
}
