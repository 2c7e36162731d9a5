import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVariants, type Measured } from '#shared/domain/compare-variants.ts'
import { errorOfLook, isAnotherLook } from '#shared/domain/rollout-looks.ts'

const check = (change: Partial<Measured> = {}): Measured => ({
  check: 'errors',
  limit: 0.01,
  estimate: 0,
  lower: -0.005,
  upper: 0.005,
  samples: { champion: 900, challenger: 300 },
  seen: 'of 900 requests of the champion 0, of 300 of the challenger 0 failed',
  ...change,
})
const rules = { minimumRequests: 200, mayFail: true }
const failing = check({ check: 'p99', limit: 0, estimate: 0.2, lower: 0.1, upper: 0.3 })

describe('the verdict', () => {
  it.each([
    ['advances when all is surely no worse', [check()], 300, rules, 'advance'],
    ['holds with too few requests', [check()], 199, rules, 'hold'],
    ['holds while a check is inconclusive', [check(), check({ upper: 0.02 })], 300, rules, 'hold'],
    ['fails when one check is surely worse', [check(), failing], 300, rules, 'fail'],
    ['fails with few requests too, where they are enough to be sure', [failing], 40, rules, 'fail'],
    ['holds between two looks', [failing], 300, { ...rules, mayFail: false }, 'hold'],
    ['holds when nothing could be compared', [], 300, rules, 'hold'],
    ['does not wait for truth', [check(), { check: 'quality', why: 'no truth', holds: false }], 300, rules, 'advance'],
    ['waits for captures', [check(), { check: 'predictions', why: '3 rows', holds: true }], 300, rules, 'hold'],
  ] as const)('%s', (_, checks, requests, how, verdict) => {
    expect(compareVariants({ requests, checks: [...checks] }, how).verdict).toBe(verdict)
  })

  it('says what was seen, in numbers', () => {
    const { reason } = compareVariants({ requests: 300, checks: [failing] }, rules)
    expect(reason).toContain('p99: of 900 requests of the champion')
    expect(reason).toContain('worse by 0.2 (0.1 to 0.3), at most 0 is allowed')
  })

  it('never advances without requests, whatever was measured', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (lower, upper) => {
        const comparison = compareVariants({ requests: 0, checks: [check({ lower, upper })] }, rules)
        expect(comparison.verdict).not.toBe('advance')
      }),
    )
  })
})

describe('looks', () => {
  it('come with the first 30 requests, then when a quarter more were served', () => {
    expect(isAnotherLook({ made: 0, requests: 0 }, 29)).toBe(false)
    expect(isAnotherLook({ made: 0, requests: 0 }, 30)).toBe(true)
    expect(isAnotherLook({ made: 1, requests: 100 }, 124)).toBe(false)
    expect(isAnotherLook({ made: 1, requests: 100 }, 125)).toBe(true)
  })

  it('spend no more than the error together, over all steps and checks, however many there are', () => {
    const rollout = fc.record({
      confidence: fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
      steps: fc.integer({ min: 1, max: 21 }),
      checks: fc.integer({ min: 3, max: 5 }),
    })
    fc.assert(
      fc.property(rollout, fc.integer({ min: 1, max: 3000 }), ({ confidence, steps, checks }, looks) => {
        let spent = 0
        for (let look = 1; look <= looks; look++) spent += errorOfLook(look, { confidence, steps, checks })
        expect(spent * steps * checks).toBeLessThanOrEqual(1 - confidence)
      }),
      { numRuns: 50 },
    )
  })
})
