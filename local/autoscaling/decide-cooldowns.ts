import type { Cooldowns } from './records.ts'

export interface Change {
  from: number
  to: number
  /** Seconds, as the policy that scaled says. */
  cooldown: number
}

/**
 * The cooldowns after a policy's change was fulfilled. Scaling out ends the cooldown of scaling in; a larger scale-out
 * within a cooldown still counts from where the first one started.
 */
export function cooldownsAfter({ from, to, cooldown }: Change, { out }: Cooldowns, now: number): Cooldowns {
  const until = now + cooldown * 1000
  if (to < from) return { ...(out && { out }), in: { until } }
  return { out: { until, from: out && out.until > now ? out.from : from } }
}
