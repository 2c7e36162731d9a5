import { expect, test } from 'vitest'
import { cooldownsAfter } from '#local/autoscaling/decide-cooldowns.ts'
import { aggregated, stepFor, stepTo } from '#local/autoscaling/decide-step.ts'
import { trackIn, trackOut } from '#local/autoscaling/decide-target-tracking.ts'

test.each([
  // capacity, metric, target, capacity wanted
  [2, 90, 60, 3],
  [2, 120, 60, 4],
  [3, 61, 60, 4],
  [10, 0.8, 0.7, 12],
  [3, 2.1, 0.7, 9],
  [0, 5, 1, 1],
])('%i instances at %d for a target of %d become %i', (capacity, metric, TargetValue, wanted) => {
  expect(trackOut({ TargetValue }, metric, capacity)).toBe(wanted)
})

test.each([
  [4, 10, 60, 3, 'one at a time while there are few'],
  [40, 10, 60, 36, 'a tenth at a time while there are many'],
  [20, 57, 60, 19, 'never below what suffices'],
  [2, 53, 60, 2, 'nothing when one less would be too few'],
  [1, 0, 60, 0, 'to nothing when there is no load'],
  [0, 0, 60, 0, 'nothing from nothing'],
])('%i instances at %d for a target of %d become %i: %s', (capacity, metric, TargetValue, wanted) => {
  expect(trackIn({ TargetValue }, metric, capacity)).toBe(wanted)
})

test.each([
  ['ChangeInCapacity', 2, 5, 7, undefined],
  ['ChangeInCapacity', -9, 5, 0, undefined],
  ['ExactCapacity', 4, 9, 4, undefined],
  ['PercentChangeInCapacity', 10, 127, 139, undefined],
  ['PercentChangeInCapacity', 10, 6, 7, undefined],
  ['PercentChangeInCapacity', -10, 6, 5, undefined],
  ['PercentChangeInCapacity', -67, 10, 4, undefined],
  ['PercentChangeInCapacity', 25, 4, 6, 2],
  ['PercentChangeInCapacity', 0, 4, 4, 2],
] as const)('%s of %i makes of %i instances %i', (AdjustmentType, ScalingAdjustment, capacity, wanted, least) => {
  const policy = { AdjustmentType, ...(least && { MinAdjustmentMagnitude: least }) }
  expect(stepTo(policy, { ScalingAdjustment }, capacity)).toBe(wanted)
})

const OUT = [
  { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
  { MetricIntervalLowerBound: 10, ScalingAdjustment: 3 },
]
const IN = [
  { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
  { MetricIntervalUpperBound: -10, ScalingAdjustment: -3 },
]
test.each([
  [OUT, 0, false, 1],
  [OUT, 9.9, false, 1],
  [OUT, 10, false, 3],
  [OUT, -1, false, undefined],
  [IN, 0, true, -1],
  [IN, -9.9, true, -1],
  [IN, -10, true, -3],
  [IN, 1, true, undefined],
])('the step of %j at a distance of %d', (steps, distance, below, adjustment) => {
  expect(stepFor(steps, distance, below)?.ScalingAdjustment).toBe(adjustment)
})

test('the values that an alarm judged are averaged, unless the policy says otherwise', () => {
  expect(aggregated([1, 2, 6])).toBe(3)
  expect(aggregated([1, 2, 6], 'Minimum')).toBe(1)
  expect(aggregated([1, 2, 6], 'Maximum')).toBe(6)
})

test('a scale-out ends the cooldown of scaling in, and a larger one within its own counts from the first', () => {
  const first = cooldownsAfter({ from: 2, to: 4, cooldown: 300 }, { in: { until: 9_000_000 } }, 1_000_000)
  expect(first).toEqual({ out: { until: 1_300_000, from: 2 } })
  expect(cooldownsAfter({ from: 4, to: 6, cooldown: 300 }, first, 1_100_000)).toEqual({
    out: { until: 1_400_000, from: 2 },
  })
  expect(cooldownsAfter({ from: 4, to: 6, cooldown: 300 }, first, 1_300_000)).toEqual({
    out: { until: 1_600_000, from: 4 },
  })
  expect(cooldownsAfter({ from: 4, to: 3, cooldown: 60 }, first, 1_100_000)).toEqual({
    ...first,
    in: { until: 1_160_000 },
  })
})
