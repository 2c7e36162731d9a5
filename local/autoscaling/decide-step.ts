import type { StepAdjustment, StepScaling } from './records.ts'

/**
 * The step for a metric so far from the alarm's threshold. Above it the lower bound of a step is inclusive and the
 * upper one exclusive; below it the other way round.
 */
export function stepFor(
  steps: readonly StepAdjustment[],
  distance: number,
  below: boolean,
): StepAdjustment | undefined {
  return steps.find(({ MetricIntervalLowerBound: lower = -Infinity, MetricIntervalUpperBound: upper = Infinity }) =>
    below ? distance > lower && distance <= upper : distance >= lower && distance < upper,
  )
}

/** The capacity after a step. */
export function stepTo(
  { AdjustmentType, MinAdjustmentMagnitude = 1 }: Pick<StepScaling, 'AdjustmentType' | 'MinAdjustmentMagnitude'>,
  { ScalingAdjustment: by }: StepAdjustment,
  capacity: number,
): number {
  if (AdjustmentType === 'ExactCapacity') return by
  if (AdjustmentType === 'ChangeInCapacity') return Math.max(0, capacity + by)
  if (by === 0) return capacity
  // Parts of a unit are a whole one, and beyond that they are left out.
  const change = Math.max(1, Math.floor(Math.abs((capacity * by) / 100)), MinAdjustmentMagnitude)
  return Math.max(0, capacity + Math.sign(by) * change)
}

/** What the values that an alarm judged come to. */
export function aggregated(values: readonly number[], type: StepScaling['MetricAggregationType'] = 'Average'): number {
  if (type === 'Minimum') return Math.min(...values)
  if (type === 'Maximum') return Math.max(...values)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
