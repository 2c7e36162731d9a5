import { AwsError } from '../kernel/aws-error.ts'
import type { StepAdjustment, StepScaling } from './records.ts'
import { refuse } from './target-name.ts'

const MOST_STEPS = 20

/** The rules of a step policy that go beyond its shape: its steps cover one side of the threshold, or both, without a gap. */
export function checkStepPolicy({
  AdjustmentType,
  StepAdjustments,
  MinAdjustmentMagnitude,
  Cooldown = 0,
}: StepScaling): void {
  if (!AdjustmentType) throw refuse('AdjustmentType must be specified')
  if (!StepAdjustments?.length) throw refuse('At least one step adjustment must be specified')
  if (StepAdjustments.length > MOST_STEPS)
    throw new AwsError(
      'LimitExceededException',
      `There can be at most ${MOST_STEPS} step adjustments per scaling policy`,
    )
  if (Cooldown < 0) throw refuse('Cooldown cannot be negative')
  if (
    MinAdjustmentMagnitude !== undefined &&
    (AdjustmentType !== 'PercentChangeInCapacity' || MinAdjustmentMagnitude < 1)
  )
    throw refuse('MinAdjustmentMagnitude must be positive and is only for the adjustment type PercentChangeInCapacity')
  if (AdjustmentType === 'ExactCapacity' && StepAdjustments.some(({ ScalingAdjustment }) => ScalingAdjustment < 0))
    throw refuse('ScalingAdjustment cannot be negative for the adjustment type ExactCapacity')
  checkIntervals(StepAdjustments)
}

function checkIntervals(steps: StepAdjustment[]): void {
  const intervals = steps
    .map(({ MetricIntervalLowerBound: lower = -Infinity, MetricIntervalUpperBound: upper = Infinity }) => ({
      lower,
      upper,
    }))
    .sort((a, b) => a.lower - b.lower)
  for (const [index, { lower, upper }] of intervals.entries()) {
    if (lower === -Infinity && upper === Infinity)
      throw refuse('A step adjustment must have MetricIntervalLowerBound, MetricIntervalUpperBound or both')
    if (lower >= upper) throw refuse('MetricIntervalLowerBound must be less than MetricIntervalUpperBound')
    const before = intervals[index - 1]
    if (before && before.upper !== lower) throw refuse('Step adjustment intervals must not overlap or have a gap')
  }
  const lowest = intervals[0]!.lower
  const highest = intervals.at(-1)!.upper
  if (lowest < 0 && lowest !== -Infinity)
    throw refuse('A step with a negative lower bound needs another one without a lower bound')
  if (highest > 0 && highest !== Infinity)
    throw refuse('A step with a positive upper bound needs another one without an upper bound')
}
