import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '#shared/domain/compare-variants.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'
import { changeOf, longestGateSeconds, type NextStep, nextRolloutStep } from '#shared/domain/next-rollout-step.ts'

const at = (seconds: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + seconds * 1000).toISOString()
type Status = Parameters<typeof nextRolloutStep>[0]
const settings = {
  weights: [10, 25, 50],
  shadowSeconds: null as number | null,
  failedChecks: 1,
  holdSeconds: 3600,
  gate: 'auto' as 'auto' | 'manual',
}
const status = (change: Partial<Status> = {}): Status => ({
  phase: 'shifting',
  step: 0,
  failedChecks: 0,
  stepSince: at(0),
  ...change,
})
const comparison = (verdict: Comparison['verdict'], requests = 300): Comparison => ({
  verdict,
  reason: `${verdict} on ${requests}`,
  requests,
  checks: [],
})
const seen = (verdict?: Comparison['verdict']) => ({
  vetoes: [],
  ...(verdict && { comparison: comparison(verdict) }),
})
const asked = (what: 'roll-back' | 'promote' | 'supersede') => ({ what, by: 'ana', reason: 'why not', at: at(1) })
const shadowed = { ...settings, shadowSeconds: 600 }
const gated = { ...settings, gate: 'manual' as const }
const last = status({ step: 2 })

describe('the next step', () => {
  it.each<[string, Status, Parameters<typeof nextRolloutStep>[1], typeof settings, number, Partial<NextStep>]>([
    ['begins with the first weight', status({ phase: 'starting' }), seen(), settings, 0, { do: 'shift', weight: 10 }],
    ['begins with the shadow, if there is one', status({ phase: 'starting' }), seen(), shadowed, 0, { do: 'shadow' }],
    ['mirrors until its time is over', status({ phase: 'shadow' }), seen('advance'), shadowed, 599, { do: 'hold' }],
    [
      'goes from the shadow to the first weight',
      status({ phase: 'shadow' }),
      seen('advance'),
      shadowed,
      600,
      { do: 'shift', weight: 10, step: 0 },
    ],
    ['goes up a weight', status(), seen('advance'), settings, 300, { do: 'shift', weight: 25, step: 1 }],
    ['finishes after the last weight', last, seen('advance'), settings, 300, { do: 'finish' }],
    ['holds while it is inconclusive', status(), seen('hold'), settings, 300, { do: 'hold' }],
    [
      'goes back when it held too long',
      status(),
      seen('hold'),
      settings,
      3720,
      { do: 'roll-back', because: 'held too long' },
    ],
    ['forgives a failed check within the budget', status(), seen('fail'), settings, 300, { do: 'hold' }],
    [
      'goes back beyond the budget',
      status({ failedChecks: 1 }),
      seen('fail'),
      settings,
      300,
      { do: 'roll-back', because: 'worse' },
    ],
    ['waits at the gate', last, seen('advance'), gated, 300, { do: 'await-gate' }],
    ['is not held too long at the gate', { ...last, gateSince: at(300) }, seen('hold'), gated, 50_000, { do: 'hold' }],
    [
      'is judged at the gate too',
      { ...last, gateSince: at(300), failedChecks: 1 },
      seen('fail'),
      gated,
      900,
      { do: 'roll-back' },
    ],
    [
      'goes through the gate when somebody opens it',
      { ...last, gateSince: at(300), asked: asked('promote') },
      seen('advance'),
      gated,
      900,
      { do: 'finish' },
    ],
    [
      'does not go through an open gate while it is inconclusive',
      { ...last, asked: asked('promote') },
      seen('hold'),
      gated,
      900,
      { do: 'hold' },
    ],
    [
      'goes back when nobody opens the gate',
      { ...last, gateSince: at(0) },
      seen('advance'),
      gated,
      longestGateSeconds,
      { do: 'roll-back' },
    ],
    [
      'does not leave steps out when promoted',
      status({ asked: asked('promote') }),
      seen('hold'),
      gated,
      1,
      { do: 'hold' },
    ],
    [
      'goes back when asked to',
      status({ asked: asked('roll-back') }),
      seen('advance'),
      settings,
      1,
      { do: 'roll-back', because: 'asked' },
    ],
    [
      'makes way for a newer run',
      status({ asked: asked('supersede') }),
      seen('advance'),
      settings,
      1,
      { do: 'roll-back', because: 'superseded' },
    ],
    [
      'obeys a veto',
      status(),
      { ...seen('advance'), vetoes: [{ hook: 'https://a', reason: '500' }] },
      settings,
      1,
      { do: 'roll-back', because: 'vetoed by a hook' },
    ],
    [
      'goes back when the endpoint is gone, whatever was measured',
      status(),
      { ...seen('advance'), lost: 'somebody removed the endpoint' },
      settings,
      1,
      { do: 'roll-back', because: 'endpoint lost', reason: 'somebody removed the endpoint' },
    ],
    [
      'goes on going back for what it began to',
      status({ phase: 'rolling-back', because: 'held too long' }),
      seen('advance'),
      settings,
      1,
      { do: 'roll-back', because: 'held too long' },
    ],
    ['goes on finishing', status({ phase: 'finishing' }), seen(), settings, 1, { do: 'finish' }],
  ])('%s', (_, before, what, how, seconds, expected) => {
    expect(nextRolloutStep(before, what, how, at(seconds))).toMatchObject(expected)
  })

  it('says who asked, who vetoed and what was measured', () => {
    const reason = (of: Status, what: Parameters<typeof nextRolloutStep>[1]) =>
      nextRolloutStep(of, what, settings, at(9)).reason
    expect(reason(status({ asked: asked('roll-back') }), seen())).toBe('ana asked for it: why not')
    expect(reason(status(), { vetoes: [{ hook: 'h', reason: 'no' }] })).toBe('h vetoed: no')
    expect(reason(status({ failedChecks: 1 }), seen('fail'))).toBe('fail on 300')
  })

  it('takes no step once the rollout has ended', () => {
    expect(() => nextRolloutStep(status({ phase: 'kept' }), seen(), settings, at(1))).toThrow(RangeError)
  })
})

describe('any rollout', () => {
  const interval = 60
  const tick = fc.record({
    verdict: fc.constantFrom('advance' as const, 'hold' as const, 'hold' as const, 'fail' as const),
    asks: fc.option(fc.constantFrom('promote' as const, 'roll-back' as const), { freq: 30, nil: undefined }),
  })
  const anySettings = fc.record({
    weights: fc
      .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 })
      .map((all) => all.sort((a, b) => a - b)),
    shadowSeconds: fc.option(fc.integer({ min: 60, max: 900 })),
    failedChecks: fc.integer({ min: 0, max: 4 }),
    holdSeconds: fc.integer({ min: 60, max: 1800 }),
    gate: fc.constantFrom('auto' as const, 'manual' as const),
  })

  function walk(
    how: typeof settings,
    ticks: { verdict: Comparison['verdict']; asks?: 'promote' | 'roll-back' | undefined }[],
  ) {
    let item = { ...status({ phase: 'starting' }), weight: 0 } as Status & Pick<RolloutItem, 'weight'>
    const steps: { next: NextStep; verdict: Comparison['verdict'] | undefined; weight: number }[] = []
    for (let n = 0; ; n++) {
      const { verdict, asks } = ticks[n % ticks.length]!
      if (asks && item.asked?.what !== 'roll-back') item = { ...item, asked: asked(asks) }
      const given = item.phase === 'starting' ? undefined : verdict
      const now = at(n * interval)
      const next = nextRolloutStep(item, seen(given), how, now)
      item = { ...item, ...changeOf(next, item, given, now) }
      steps.push({ next, verdict: given, weight: item.weight })
      if (next.do === 'finish' || next.do === 'roll-back') return { steps, seconds: n * interval }
    }
  }

  it('ends, within what its settings allow', () => {
    fc.assert(
      fc.property(anySettings, fc.array(tick, { minLength: 1, maxLength: 40 }), (how, ticks) => {
        const { seconds } = walk(how, ticks)
        const longest =
          (how.shadowSeconds ?? 0) + (how.weights.length + 1) * (how.holdSeconds + 240) + longestGateSeconds + 60
        expect(seconds).toBeLessThanOrEqual(longest)
      }),
      { numRuns: 200 },
    )
  })

  it('only gains weight, or loses all of it', () => {
    fc.assert(
      fc.property(anySettings, fc.array(tick, { minLength: 1, maxLength: 40 }), (how, ticks) => {
        let before = 0
        for (const { weight, next } of walk(how, ticks).steps) {
          if (next.do === 'roll-back') expect(weight).toBe(0)
          else expect(weight).toBeGreaterThanOrEqual(before)
          before = weight
        }
      }),
      { numRuns: 200 },
    )
  })

  it('finishes only after it passed every weight', () => {
    fc.assert(
      fc.property(anySettings, fc.array(tick, { minLength: 1, maxLength: 40 }), (how, ticks) => {
        const { steps } = walk(how, ticks)
        if (steps.at(-1)!.next.do !== 'finish') return
        const passed = steps.filter(({ verdict }) => verdict === 'advance').length
        expect(passed).toBeGreaterThanOrEqual(how.weights.length)
        expect(steps.map(({ next }) => (next.do === 'shift' ? next.weight : 0)).filter(Boolean)).toEqual(how.weights)
        expect(steps.filter(({ verdict }) => verdict === 'fail').length).toBeLessThanOrEqual(how.failedChecks)
      }),
      { numRuns: 200 },
    )
  })
})
