import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '#shared/analysis/seeded-random.ts'
import { stabilityIndexOf } from '#shared/analysis/stability-index.ts'

const errors = { lower: 0.05, upper: 0.05 }
const sample = (size: number, seed: number, value: (random: number) => number) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: size }, () => value(random()))
}

it('is hardly above zero for two samples of one distribution, however small they are', () => {
  const estimates = Array.from({ length: 300 }, (_, seed) => {
    const draw = (x: number) => x ** 2
    return stabilityIndexOf(sample(900, 2 * seed + 1, draw), sample(100, 2 * seed + 2, draw), errors)
  })
  const mean = estimates.reduce((sum, { estimate }) => sum + estimate, 0) / estimates.length
  expect(mean).toBeLessThan(0.05)
  const wrong = estimates.filter(({ lower }) => lower > 0).length
  expect(wrong / estimates.length).toBeLessThanOrEqual(0.08)
})

it('finds the index of two known distributions within its limits', () => {
  // Tenths of a uniform variable, of which the square root puts (k/10)² − ((k−1)/10)² in the k-th.
  const parts = Array.from({ length: 10 }, (_, k) => ((k + 1) / 10) ** 2 - (k / 10) ** 2)
  const known = parts.reduce((sum, q) => sum + (q - 0.1) * Math.log(q / 0.1), 0)
  let covered = 0
  for (let seed = 1; seed <= 100; seed++) {
    const found = stabilityIndexOf(
      sample(4000, seed, (x) => x),
      sample(800, seed + 500, (x) => Math.sqrt(x)),
      errors,
    )
    if (found.lower <= known && known <= found.upper) covered++
  }
  expect(covered).toBeGreaterThanOrEqual(80)
})

it('tells classes apart, and a constant from another constant', () => {
  const classes = (share: number) => (x: number) => (x < share ? 0 : 1)
  const same = stabilityIndexOf(sample(500, 3, classes(0.8)), sample(500, 4, classes(0.8)), errors)
  expect(same.upper).toBeLessThan(0.1)
  const other = stabilityIndexOf(sample(500, 3, classes(0.8)), sample(500, 4, classes(0.3)), errors)
  expect(other.lower).toBeGreaterThan(0.5)
  for (const constant of [-1, 1])
    expect(
      stabilityIndexOf(
        sample(100, 1, () => 0),
        sample(100, 2, () => constant),
        errors,
      ).lower,
    ).toBeGreaterThan(1)
})

it('has limits about its estimate, and says nothing of nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1 }), fc.array(fc.float({ noNaN: true })), (a, b) => {
      const { estimate, lower, upper } = stabilityIndexOf(Float64Array.from(a), Float64Array.from(b), errors)
      expect(lower).toBeLessThanOrEqual(upper)
      expect(estimate).toBeGreaterThanOrEqual(0)
      if (b.length === 0) expect(upper).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})
