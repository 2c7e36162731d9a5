import { expect, test } from 'vitest'
import { decideScaling, type Proposal, type Situation } from '#local/autoscaling/decide-scaling.ts'

const situation = (more: Partial<Situation> = {}): Situation => ({
  now: 1_000_000,
  capacity: 4,
  min: 1,
  max: 10,
  suspended: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
  cooldowns: {},
  trackers: [],
  ...more,
})
const proposal = (policy: string, by: number, kind: Proposal['kind'] = 'tracking'): Proposal => ({
  policy,
  alarm: `${policy}-alarm`,
  kind,
  direction: by > 0 ? 'out' : 'in',
  from: (capacity) => capacity + by,
})
/** What is decided, in one word. */
function decided(proposals: Proposal[], more: Partial<Situation> = {}): string {
  const decision = decideScaling(proposals, situation(more))
  if (decision.kind === 'wait') return 'wait'
  return decision.kind === 'scale' ? `${decision.to} by ${decision.by.policy}` : decision.reason.Code
}
const suspended = (state: object) => ({ suspended: { ...situation().suspended, ...state } })

test('nobody asks, nothing happens', () => {
  expect(decided([])).toBe('wait')
})

test('of several that scale out the largest capacity wins, and out goes before in', () => {
  expect(decided([proposal('a', 1), proposal('b', 3), proposal('c', 2, 'step')])).toBe('7 by b')
  expect(decided([proposal('a', 1), proposal('b', -3, 'step')])).toBe('5 by a')
})

test('target tracking scales in only when all of it agrees, and then as little as any wants', () => {
  expect(decided([proposal('a', -1)], { trackers: ['a', 'b'] })).toBe('wait')
  expect(decided([proposal('a', -1), proposal('b', -2)], { trackers: ['a', 'b'] })).toBe('3 by a')
})

test('a step policy scales in by itself', () => {
  expect(decided([proposal('s', -2, 'step')], { trackers: ['a'] })).toBe('2 by s')
})

test('the bounds clamp, and who stands at one stays', () => {
  expect(decided([proposal('a', 50)])).toBe('10 by a')
  expect(decided([proposal('a', -50, 'step')])).toBe('1 by a')
  expect(decided([proposal('a', 1)], { capacity: 10 })).toBe('AlreadyAtMaxCapacity')
  expect(decided([proposal('a', 1)], { capacity: 12 })).toBe('AlreadyAtMaxCapacity')
  expect(decided([proposal('a', -1)], { capacity: 1 })).toBe('AlreadyAtMinCapacity')
  expect(decided([proposal('a', -1)], { capacity: 15 })).toBe('10 by a')
})

test('target tracking that would have to come back at once stays', () => {
  const stays: Proposal = { ...proposal('a', -1), from: (capacity) => capacity }
  expect(decided([stays])).toBe('AutoScalingAnticipatedFlapping')
  expect(decided([{ ...stays, kind: 'step' }])).toBe('AlreadyAtDesiredCapacity')
})

test('within the cooldown of scaling out only more than what was added is added', () => {
  const cooldowns = { out: { until: 1_000_001, from: 2 } }
  expect(decided([proposal('a', 2)], { cooldowns })).toBe('wait')
  expect(decided([proposal('a', 3)], { cooldowns })).toBe('5 by a')
  expect(decided([proposal('a', 2)], { cooldowns, now: 1_000_001 })).toBe('6 by a')
})

test('the cooldown of scaling in blocks scaling in, and not scaling out', () => {
  const cooldowns = { in: { until: 1_000_001 } }
  expect(decided([proposal('a', -1)], { cooldowns })).toBe('wait')
  expect(decided([proposal('a', 1)], { cooldowns })).toBe('5 by a')
  expect(decided([proposal('a', -1)], { cooldowns, now: 1_000_001 })).toBe('3 by a')
})

test('a suspended direction waits', () => {
  expect(decided([proposal('a', 1)], suspended({ DynamicScalingOutSuspended: true }))).toBe('wait')
  expect(decided([proposal('a', 1)], suspended({ DynamicScalingInSuspended: true }))).toBe('5 by a')
  expect(decided([proposal('a', -1)], suspended({ DynamicScalingInSuspended: true }))).toBe('wait')
})
