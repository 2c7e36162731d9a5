import type { Cooldowns, NotScaledReason, SuspendedState } from './records.ts'

/** What one policy whose alarm is in ALARM wants. */
export interface Proposal {
  policy: string
  alarm: string
  kind: 'tracking' | 'step'
  direction: 'out' | 'in'
  /** The capacity that it wants where there is so much. */
  from(capacity: number): number
}

export interface Situation {
  now: number
  capacity: number
  min: number
  max: number
  suspended: SuspendedState
  cooldowns: Cooldowns
  /** The target tracking policies that may scale in: they scale in together or not at all. */
  trackers: string[]
}

export type Decision =
  | { kind: 'scale'; to: number; by: Proposal }
  | { kind: 'stay'; reason: NotScaledReason; by: Proposal }
  /** A cooldown or a suspension, or nobody wants anything: AWS keeps no record of these. */
  | { kind: 'wait' }

const WAIT: Decision = { kind: 'wait' }

/** What becomes of the proposals: the largest capacity wins, and any wish to scale out goes before all to scale in. */
export function decideScaling(proposals: Proposal[], situation: Situation): Decision {
  const outs = proposals.filter(({ direction }) => direction === 'out')
  if (outs.length > 0) return situation.suspended.DynamicScalingOutSuspended ? WAIT : decideOut(outs, situation)
  const asking = new Set(proposals.map(({ policy }) => policy))
  const agreed = situation.trackers.every((policy) => asking.has(policy))
  const ins = proposals.filter(({ kind }) => kind === 'step' || agreed)
  if (ins.length === 0 || situation.suspended.DynamicScalingInSuspended) return WAIT
  return decideIn(ins, situation)
}

/** Within the cooldown what was added counts: only a capacity larger than that is set. */
function decideOut(outs: Proposal[], { now, capacity, min, max, cooldowns }: Situation): Decision {
  const cooling = cooldowns.out !== undefined && cooldowns.out.until > now
  const { by, wanted } = largest(outs, cooling ? cooldowns.out!.from : capacity)
  const to = Math.max(min, Math.min(max, wanted))
  if (to > capacity) return { kind: 'scale', to, by }
  if (capacity >= max) return { kind: 'stay', reason: { Code: 'AlreadyAtMaxCapacity', MaxCapacity: max }, by }
  if (cooling) return WAIT
  return { kind: 'stay', reason: { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: capacity }, by }
}

function decideIn(ins: Proposal[], { now, capacity, min, max, cooldowns }: Situation): Decision {
  const { by, wanted } = largest(ins, capacity)
  const to = Math.min(max, Math.max(min, wanted))
  if (to < capacity) return cooldowns.in && cooldowns.in.until > now ? WAIT : { kind: 'scale', to, by }
  if (capacity <= min) return { kind: 'stay', reason: { Code: 'AlreadyAtMinCapacity', MinCapacity: min }, by }
  const Code = by.kind === 'tracking' ? 'AutoScalingAnticipatedFlapping' : 'AlreadyAtDesiredCapacity'
  return { kind: 'stay', reason: { Code, CurrentCapacity: capacity }, by }
}

function largest(proposals: Proposal[], capacity: number): { by: Proposal; wanted: number } {
  const wishes = proposals.map((by) => ({ by, wanted: by.from(capacity) }))
  return wishes.reduce((best, wish) => (wish.wanted > best.wanted ? wish : best))
}
