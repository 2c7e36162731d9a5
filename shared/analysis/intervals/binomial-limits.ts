import { bisect } from './bisect.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import type { Errors, Interval } from './interval.ts'

/**
 * The share that `count` of `total` stand for, with exact limits (Clopper and Pearson 1934). Wilson's, which are shorter,
 * are wrong where this is used: at error levels of one in ten thousand and counts of a few, they err tenfold as often.
 */
export function binomialLimits(count: number, total: number, errors: Errors): Interval {
  const lower = count === 0 ? 0 : bisect(0, 1, (p) => incompleteBeta(p, count, total - count + 1) - errors.lower)
  const upper =
    count === total ? 1 : bisect(0, 1, (p) => errors.upper - incompleteBeta(1 - p, total - count, count + 1))
  return { estimate: total === 0 ? Number.NaN : count / total, lower, upper }
}
