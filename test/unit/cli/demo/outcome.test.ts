import { expect, test } from 'vitest'
import { verdictOf } from '#cli/demo/follow-rollout.ts'
import { asExpected } from '#cli/demo/run-demo.ts'
import type { TwoRollouts } from '#cli/demo/two-rollouts.ts'

const two: TwoRollouts = {
  rollouts: [
    { type: 'canary', steps: 2, verdict: 'advance', servedVersion: 2 },
    { type: 'judged', steps: 1, verdict: 'roll-back', servedVersion: 2 },
  ],
  asked: { requests: 1000, failed: 0 },
  byItsNumbers: true,
}
const [canary, judged] = two.rollouts as [TwoRollouts['rollouts'][0], TwoRollouts['rollouts'][0]]

test('the demo is content with a canary that stays and a judged one that is taken back by its numbers', () => {
  expect(asExpected(two)).toBe(true)
})

test.each([
  ['the canary was taken back', { rollouts: [{ ...canary, verdict: 'roll-back' as const, servedVersion: 1 }, judged] }],
  ['the canary came all at once', { rollouts: [{ ...canary, steps: 1 }, judged] }],
  ['the bad model was let through', { rollouts: [canary, { ...judged, verdict: 'advance' as const }] }],
  ['the bad model serves', { rollouts: [canary, { ...judged, servedVersion: 3 }] }],
  ['the bad model never had traffic', { rollouts: [canary, { ...judged, steps: 0 }] }],
  ['something else than predictions took it back', { byItsNumbers: false }],
  ['there was one rollout', { rollouts: [canary] }],
])('it is not when %s', (_, change) => {
  expect(asExpected({ ...two, ...change })).toBe(false)
})

test('a verdict is what the ledger’s phase says', () => {
  expect(verdictOf({ phase: 'watching' })).toBe('advance')
  expect(verdictOf({ phase: 'kept' })).toBe('advance')
  expect(verdictOf({ phase: 'rolled-back' })).toBe('roll-back')
  expect(verdictOf({ phase: 'failed' })).toBe('none')
})
