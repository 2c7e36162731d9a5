import { StateFailure } from '../../engine/failure.ts'
import type { MapRunRecord } from '../../engine/records.ts'

/** Whether more of `total` items failed than the map run tolerates; without a threshold none may. */
export function exceedsTolerance(
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: MapRunRecord,
  failed: number,
  total: number,
): boolean {
  if (count === undefined && percentage === undefined) return failed > 0
  return (count !== undefined && failed > count) || (percentage !== undefined && (100 * failed) / total > percentage)
}

export const toleranceExceeded = () =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded')
