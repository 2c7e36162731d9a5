import { binomialLimits } from './binomial-limits.ts'
import type { Errors, Interval } from './interval.ts'

export interface Share {
  count: number
  total: number
}

/**
 * By how much the second share is above the first: limits of the two shares put together by the square-and-add rule
 * (Newcombe 1998, method 10; Zou and Donner 2008 for why it holds with any limits), on exact limits of each. Right for
 * counts of zero; with nothing counted on a side it says that anything may be.
 */
export function differenceOfShares(first: Share, second: Share, errors: Errors): Interval {
  if (first.total === 0 || second.total === 0) return { estimate: 0, lower: -1, upper: 1 }
  const flipped = { lower: errors.upper, upper: errors.lower }
  const base = binomialLimits(first.count, first.total, flipped)
  const other = binomialLimits(second.count, second.total, errors)
  const estimate = other.estimate - base.estimate
  return {
    estimate,
    lower: estimate - Math.hypot(other.estimate - other.lower, base.upper - base.estimate),
    upper: estimate + Math.hypot(other.upper - other.estimate, base.estimate - base.lower),
  }
}
