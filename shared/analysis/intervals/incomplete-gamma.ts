import { continuedFraction } from './continued-fraction.ts'
import { logGamma } from './log-gamma.ts'

/** P(a, x), the regularized lower incomplete gamma function, for a > 0 and x ≥ 0 (DLMF 8.7.1 and 8.9.2). */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x >= a + 1) {
    return 1 - front / continuedFraction(x + 1 - a, (n) => ({ a: -n * (n - a), b: x + 2 * n + 1 - a }))
  }
  let term = 1 / a
  let sum = term
  for (let n = 1; term > sum * 1e-16; n++) {
    term *= x / (a + n)
    sum += term
  }
  return front * sum
}
