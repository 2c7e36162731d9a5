import { bisect } from './bisect.ts'
import { incompleteGamma } from './incomplete-gamma.ts'

/** How many standard deviations a normal value is above its mean with this probability, for 0 < tail ≤ 0.5. */
export function normalUpperQuantile(tail: number): number {
  return bisect(0, 40, (z) => tail - (1 - incompleteGamma(0.5, (z * z) / 2)) / 2)
}
