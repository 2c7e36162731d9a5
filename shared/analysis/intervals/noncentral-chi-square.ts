import { bisect } from './bisect.ts'
import { incompleteGamma } from './incomplete-gamma.ts'
import type { Errors } from './interval.ts'
import { logGamma } from './log-gamma.ts'

/**
 * P(X ≤ x) of the noncentral chi-square distribution: central ones, weighted by a Poisson distribution with mean λ/2
 * (Johnson, Kotz and Balakrishnan 1995, ch. 29). Weights further than nine deviations from the mean count for nothing.
 */
export function noncentralChiSquare(x: number, degrees: number, noncentrality: number): number {
  if (x <= 0) return 0
  const mean = noncentrality / 2
  if (mean === 0) return incompleteGamma(degrees / 2, x / 2)
  const reach = 9 * Math.sqrt(mean) + 30
  const from = Math.max(0, Math.floor(mean - reach))
  let central = incompleteGamma(degrees / 2 + from, x / 2)
  let sum = 0
  for (let j = from; j < mean + reach && central > 0; j++) {
    const a = degrees / 2 + j
    sum += central * Math.exp(j * Math.log(mean) - mean - logGamma(j + 1))
    // P(a + 1, x) = P(a, x) − xᵃ e⁻ˣ / Γ(a + 1)
    central -= Math.exp(a * Math.log(x / 2) - x / 2 - logGamma(a + 1))
  }
  return sum
}

/** Limits of λ where one value of the distribution was seen. */
export function noncentralityLimits(x: number, degrees: number, errors: Errors): { lower: number; upper: number } {
  const most = x + 100 + 60 * Math.sqrt(x + degrees)
  const falls = (level: number) => (lambda: number) => level - noncentralChiSquare(x, degrees, lambda)
  const limit = (level: number) => (falls(level)(0) >= 0 ? 0 : bisect(0, most, falls(level)))
  return { lower: limit(1 - errors.lower), upper: limit(errors.upper) }
}
