import type { Errors, Interval } from './intervals/interval.ts'
import { noncentralityLimits } from './intervals/noncentral-chi-square.ts'
import { countsIn, cutsOf } from './stability-cuts.ts'

/** Tenths of the reference, as is usual for this index, or fewer where a part would hold fewer than five of either. */
const MOST_PARTS = 10
const FEWEST_IN_A_PART = 5

/**
 * Population stability index, Σ (qᵢ − pᵢ) ln(qᵢ / pᵢ), between the values of a reference and others; 0 is the same.
 * Of two samples from one distribution it is (1/n + 1/m) times a chi-square variable with parts − 1 degrees of freedom,
 * so a small sample looks shifted when nothing is (Yurdakul and Naranjo 2020). The estimate is corrected for that mean,
 * and the limits are those of the noncentrality of the same variable. Half a value is added to each part, so that an
 * empty one counts for something finite.
 */
export function stabilityIndexOf(reference: Float64Array, others: Float64Array, errors: Errors): Interval {
  const [n, m] = [reference.length, others.length]
  if (n === 0 || m === 0) return { estimate: 0, lower: 0, upper: Number.POSITIVE_INFINITY }
  const parts = Math.max(2, Math.min(MOST_PARTS, Math.floor(Math.min(n, m) / FEWEST_IN_A_PART)))
  const cuts = cutsOf(reference, parts)
  const counted = [countsIn(reference, cuts), countsIn(others, cuts)] as const
  const used = cuts
    .map((_, k) => k)
    .concat(cuts.length)
    .filter((k) => counted[0][k]! + counted[1][k]! > 0)
  const share = (counts: readonly number[], k: number, total: number) => (counts[k]! + 0.5) / (total + used.length / 2)
  let index = 0
  for (const k of used) {
    const [p, q] = [share(counted[0], k, n), share(counted[1], k, m)]
    index += (q - p) * Math.log(q / p)
  }
  const scale = 1 / n + 1 / m
  const degrees = Math.max(1, used.length - 1)
  const { lower, upper } = noncentralityLimits(index / scale, degrees, errors)
  return { estimate: Math.max(0, index - degrees * scale), lower: lower * scale, upper: upper * scale }
}
