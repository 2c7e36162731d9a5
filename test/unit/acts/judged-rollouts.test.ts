import { describe, expect, it } from 'vitest'
import { checkVariants, type VariantNumbers } from '#shared/acts/check-variants.ts'
import type { Share } from '#shared/analysis/intervals/difference-of-shares.ts'
import { seededRandom } from '#shared/analysis/seeded-random.ts'
import { typicalPercentile } from '#shared/analysis/typical-percentile.ts'
import { compareVariants } from '#shared/domain/compare-variants.ts'
import { changeOf, nextRolloutStep } from '#shared/domain/next-rollout-step.ts'
import { errorOfLook, isAnotherLook } from '#shared/domain/rollout-looks.ts'
import { extentOf, type RolloutSettings } from '#shared/domain/rollout-settings.ts'

// Whole rollouts over requests that a seed draws, minute by minute, through the same decisions as on AWS.

const settings: RolloutSettings = {
  weights: [10, 25, 50],
  shadowSeconds: null,
  intervalSeconds: 60,
  minimumRequests: 200,
  confidence: 0.95,
  failedChecks: 0,
  holdSeconds: 3600,
  limits: { errorRate: 0.01, p50: 1.5, p99: 2, predictions: 0.2, quality: null },
  gate: 'auto',
}

/** A variant, by the share of requests that fail, how many times as slow it is, and the power its predictions are raised to. */
interface Nature {
  errors: number
  slow: number
  shift: number
  /** Of its latencies; 0 makes all of them equal. */
  spread: number
}
const champion: Nature = { errors: 0.01, slow: 1, shift: 1, spread: 0.5 }

interface Sample {
  requests: number
  errors: number
  latencies: number[]
  predictions: number[]
}

class Fleet {
  readonly minutes: Sample[] = []
  readonly #nature: Nature
  readonly #random: () => number

  constructor(nature: Nature, random: () => number) {
    this.#nature = nature
    this.#random = random
  }

  serve(requests: number): void {
    const { errors, slow, shift, spread } = this.#nature
    const times = Array.from({ length: requests }, () => this.#random())
    this.minutes.push({
      requests,
      errors: times.filter(() => this.#random() < errors).length,
      // Lognormal about 20 ms, as latencies are.
      latencies: times.map(
        (x) => slow * 20 * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - x)) * Math.cos(2 * Math.PI * this.#random())),
      ),
      predictions: times.map(() => this.#random() ** shift),
    })
  }

  percentile(share: number): number | undefined {
    return typicalPercentile(
      this.minutes.map(({ latencies }) => ({
        value: latencies.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(latencies.length * share) - 1)]!,
        samples: latencies.length,
      })),
    )
  }

  beyond(limit: number): Share {
    return this.#shareOf((latency) => latency > limit)
  }

  atLeast(limit: number): Share {
    return this.#shareOf((latency) => latency >= limit)
  }

  #shareOf(counts: (latency: number) => boolean): Share {
    const latencies = this.minutes.flatMap((minute) => minute.latencies)
    return { count: latencies.filter(counts).length, total: latencies.length }
  }

  numbers(p50: number, p99: number): VariantNumbers {
    const sum = (of: (sample: Sample) => number) => this.minutes.reduce((all, minute) => all + of(minute), 0)
    return {
      requests: sum(({ requests }) => requests),
      errors: sum(({ errors }) => errors),
      slower: { p50: this.beyond(p50), p99: this.beyond(p99) },
    }
  }

  get predictions(): Float64Array {
    return Float64Array.from(this.minutes.flatMap((minute) => minute.predictions).slice(-3000))
  }
}

function rollout(seed: number, challenger: Nature, perMinute: number, how = settings, before = champion) {
  const random = seededRandom(seed * 7919)
  const start = Date.parse('2026-03-01T00:00:00Z')
  const iso = (minute: number) => new Date(start + minute * 60_000).toISOString()
  let item: any = { phase: 'starting', step: 0, weight: 0, failedChecks: 0, stepSince: iso(0) }
  let fleets = [new Fleet(before, random), new Fleet(challenger, random)] as const
  for (let minute = 0; ; minute++) {
    let comparison: ReturnType<typeof compareVariants> | undefined
    if (item.phase !== 'starting') {
      const mine = Math.round((perMinute * item.weight) / 100)
      fleets[0].serve(perMinute - mine)
      fleets[1].serve(mine)
      const requests = fleets[1].minutes.reduce((all, sample) => all + sample.requests, 0)
      const mayFail = isAnotherLook(item.looks, requests)
      // Between looks nothing fails; with no tolerance nothing passes.
      if (!mayFail && how.limits.errorRate === 0 && minute < how.holdSeconds / 60) continue
      const [p50, p99] = [fleets[0].percentile(0.5)!, fleets[0].percentile(0.99)!]
      const observed = {
        champion: fleets[0].numbers(p50, p99),
        challenger: fleets[1].numbers(p50 * how.limits.p50, p99 * how.limits.p99),
        percentiles: { p50, p99 },
        atLeast: { p50: fleets[0].atLeast(p50), p99: fleets[0].atLeast(p99) },
        metric: 'auc',
        predictions: { champion: fleets[0].predictions, challenger: fleets[1].predictions },
      }
      const made = item.looks.made + 1
      const lower = errorOfLook(made, extentOf(how))
      const measured = checkVariants(observed, how.limits, { lower, upper: 1 - how.confidence })
      comparison = compareVariants({ requests, checks: measured }, { minimumRequests: how.minimumRequests, mayFail })
      if (mayFail) item.looks = { made, requests }
    }
    const next = nextRolloutStep(item, { vetoes: [], ...(comparison && { comparison }) }, how, iso(minute))
    item = { ...item, ...changeOf(next, item, comparison?.verdict, iso(minute)) }
    if (next.do === 'finish' || next.do === 'roll-back')
      return { do: next.do, reason: next.reason, minute, step: item.step }
    if (next.do === 'shift') fleets = [new Fleet(before, random), new Fleet(challenger, random)]
  }
}

const many = (count: number, challenger: Nature, perMinute: number, how = settings) =>
  Array.from({ length: count }, (_, seed) => rollout(seed + 1, challenger, perMinute, how))
const share = (rollouts: { do: string }[], what: string) =>
  rollouts.filter((one) => one.do === what).length / rollouts.length

describe('a rollout that is judged each minute', () => {
  it('takes an equal challenger back less often than 1 − confidence, over all its looks, even at limits of nothing', () => {
    // No tolerance at all and no forgiving: every look is at the edge, and nothing can pass, so all looks are had.
    const limits = { ...settings.limits, errorRate: 0, p50: 1, p99: 1, predictions: 0.0001 }
    const strict = { ...settings, weights: [50], confidence: 0.9, limits, holdSeconds: 1800 }
    const found = many(50, champion, 200, strict)
    const failed = found.filter(({ reason }) => !reason.startsWith('inconclusive'))
    expect(failed.length / found.length).toBeLessThanOrEqual(0.1)
  }, 120_000)

  it('brings an equal challenger to the end where there is traffic', () => {
    expect(share(many(20, champion, 3000), 'finish')).toBeGreaterThanOrEqual(0.95)
  }, 120_000)

  it('brings one to the end that takes as long as the champion to the microsecond, and not one that takes longer', () => {
    const even = { ...champion, spread: 0 }
    const strict = { ...settings, limits: { ...settings.limits, p50: 1, p99: 1 } }
    expect(rollout(1, even, 3000, strict, even)).toMatchObject({ do: 'finish' })
    const longer = rollout(1, { ...even, slow: 1.001 }, 3000, strict, even)
    expect(longer).toMatchObject({ do: 'roll-back', reason: expect.stringMatching(/^p50: .*p99: /), step: 0 })
  })

  it.each([
    ['fails more', { ...champion, errors: 0.06 }, /errors:/],
    ['is slow', { ...champion, slow: 3 }, /p(50|99):/],
    ['predicts something else', { ...champion, shift: 3 }, /predictions:/],
    ['fails always', { ...champion, errors: 1 }, /errors:/],
  ])(
    'always takes back one that %s, by its own numbers',
    (_, nature, why) => {
      for (const { do: end, reason, step } of many(10, nature, 3000)) {
        expect(end).toBe('roll-back')
        expect(reason).toMatch(why)
        expect(step).toBe(0)
      }
    },
    120_000,
  )

  it('never advances without requests, and goes back at the limit of holding', () => {
    const { do: end, reason, minute, step } = rollout(1, champion, 0)
    expect([end, step]).toEqual(['roll-back', 0])
    expect(reason).toContain('inconclusive for 3600 s at this step: the challenger served 0 requests')
    expect(minute).toBe(62)
  })
})
