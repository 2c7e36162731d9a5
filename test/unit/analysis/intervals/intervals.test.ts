import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialLimits } from '#shared/analysis/intervals/binomial-limits.ts'
import { differenceOfShares } from '#shared/analysis/intervals/difference-of-shares.ts'
import { incompleteBeta } from '#shared/analysis/intervals/incomplete-beta.ts'
import { incompleteGamma } from '#shared/analysis/intervals/incomplete-gamma.ts'
import { logGamma } from '#shared/analysis/intervals/log-gamma.ts'
import { noncentralChiSquare, noncentralityLimits } from '#shared/analysis/intervals/noncentral-chi-square.ts'
import { normalUpperQuantile } from '#shared/analysis/intervals/normal-quantile.ts'
import { seededRandom } from '#shared/analysis/seeded-random.ts'

describe('what SciPy 1.17 computes', () => {
  it.each([
    ['lnΓ(0.5)', logGamma(0.5), 0.5723649429247],
    ['lnΓ(100)', logGamma(100), 359.1342053695754],
    ['I(0.3; 2, 5)', incompleteBeta(0.3, 2, 5), 0.579825],
    ['I(0.011; 12, 900)', incompleteBeta(0.011, 12, 900), 0.30499484507946695],
    ['P(4.5, 3.2)', incompleteGamma(4.5, 3.2), 0.3006874291335919],
    ['P(4.5, 30)', incompleteGamma(4.5, 30), 0.999999998659322],
    ['normal, 5 %', normalUpperQuantile(0.05), 1.6448536269514729],
    ['normal, one in a million', normalUpperQuantile(1e-6), 4.753424308822899],
    ['ncx2(20; 9, 12)', noncentralChiSquare(20, 9, 12), 0.4956866452368478],
    ['ncx2(3000; 9, 2500)', noncentralChiSquare(3000, 9, 2500), 0.9999986724500891],
    ['lower λ', noncentralityLimits(20, 9, { lower: 0.025, upper: 0.025 }).lower, 0.4708212430012869],
    ['upper λ', noncentralityLimits(20, 9, { lower: 0.025, upper: 0.025 }).upper, 31.70860434227266],
    ['0 of 200', binomialLimits(0, 200, { lower: 0.05, upper: 0.05 }).upper, 0.014867039231272054],
    ['3 of 200, lower', binomialLimits(3, 200, { lower: 1e-4, upper: 1e-4 }).lower, 0.00043295547398342706],
    ['3 of 200, upper', binomialLimits(3, 200, { lower: 1e-4, upper: 1e-4 }).upper, 0.07704580047342993],
  ])('%s', (_, found, expected) => {
    expect(found / expected).toBeCloseTo(1, 9)
  })
})

describe('the difference of two shares', () => {
  const errors = { lower: 0.01, upper: 0.05 }
  const share = fc
    .record({ total: fc.integer({ min: 1, max: 2000 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ total, part }) => ({ total, count: Math.round(total * part) }))

  it('lies between its limits, which are differences of shares', () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const { estimate, lower, upper } = differenceOfShares(first, second, errors)
        expect(estimate).toBeGreaterThanOrEqual(lower)
        expect(estimate).toBeLessThanOrEqual(upper)
        expect(lower).toBeGreaterThanOrEqual(-1)
        expect(upper).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('turns around when the shares change places', () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const { lower } = differenceOfShares(first, second, { lower: 0.02, upper: 0.05 })
        const { upper } = differenceOfShares(second, first, { lower: 0.05, upper: 0.02 })
        expect(lower).toBeCloseTo(-upper, 10)
      }),
    )
  })

  it('says that anything may be when nothing was counted', () => {
    expect(differenceOfShares({ count: 0, total: 0 }, { count: 3, total: 9 }, errors)).toMatchObject({
      lower: -1,
      upper: 1,
    })
  })

  it('takes 299 requests without an error to prove less than one in a hundred at 95 %', () => {
    const clean = { count: 0, total: 100_000 }
    const proves = (total: number) => differenceOfShares(clean, { count: 0, total }, errors).upper <= 0.01
    expect([proves(298), proves(299)]).toEqual([false, true])
  })

  it.each([
    { p: 0.001, n: 200, level: 0.001 },
    { p: 0.01, n: 300, level: 0.01 },
    { p: 0.2, n: 100, level: 0.05 },
  ])('calls equal shares of $p different no more often than $level', ({ p, n, level }) => {
    const random = seededRandom(7)
    const drawn = (total: number) => {
      let count = 0
      for (let i = 0; i < total; i++) if (random() < p) count++
      return { count, total }
    }
    const trials = 4000
    let wrong = 0
    for (let trial = 0; trial < trials; trial++) {
      if (differenceOfShares(drawn(3 * n), drawn(n), { lower: level, upper: level }).lower > 0) wrong++
    }
    expect(wrong / trials).toBeLessThanOrEqual(level)
  })
})
