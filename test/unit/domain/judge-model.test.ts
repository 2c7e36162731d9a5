import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChampionEvaluation, type Evaluation, judgeModel } from '#shared/domain/judge-model.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const none: ChampionEvaluation = { comparable: false, why: 'there is no champion yet' }
const champion = (auc: number): ChampionEvaluation => ({ comparable: true, version: 3, metrics: { auc } })
const evaluation = (metrics: Evaluation['metrics'], slices: Evaluation['slices'] = []): Evaluation => ({
  rows: 1000,
  metrics,
  slices,
})
const policy = (metrics: unknown[], slices: unknown[] = []) => {
  return manifestWith({ 'evaluate.metrics': metrics, 'evaluate.slices': slices }).evaluate
}

describe('thresholds', () => {
  test.each([
    ['auc', { atLeast: 0.7 }, 0.7, 'pass'],
    ['auc', { atLeast: 0.7 }, 0.6999, 'fail'],
    ['auc', { atLeast: 0.7 }, 0.9, 'pass'],
    ['logloss', { atMost: 0.5 }, 0.5, 'pass'],
    ['logloss', { atMost: 0.5 }, 0.5001, 'fail'],
    ['auc', { atLeast: 0.6, atMost: 0.75 }, 0.99, 'fail'],
  ])('%s with %j at %f: %s', (name, bounds, value, verdict) => {
    const judged = judgeModel({
      policy: policy([{ name, ...bounds }]),
      evaluation: evaluation({ [name]: value }),
      champion: none,
    })
    expect(judged.verdict).toBe(verdict)
  })

  test('a metric that could not be computed fails, and says so', () => {
    for (const auc of [undefined, Number.NaN]) {
      const judged = judgeModel({
        policy: policy([{ name: 'auc', atLeast: 0.7 }]),
        evaluation: evaluation({ auc }),
        champion: none,
      })
      expect(judged).toMatchObject({ verdict: 'fail', reason: 'auc could not be computed' })
    }
  })

  test('every failed check is in the reason, with value and limit', () => {
    const rules = policy([
      { name: 'auc', atLeast: 0.7 },
      { name: 'logloss', atMost: 0.5 },
    ])
    const judged = judgeModel({ policy: rules, evaluation: evaluation({ auc: 0.61, logloss: 0.7 }), champion: none })
    expect(judged.reason).toBe('auc is 0.61 but must be at least 0.7; logloss is 0.7 but must be at most 0.5')
  })

  test('that hold are counted, and so are checks that could not be made', () => {
    const rules = policy([{ name: 'auc', atLeast: 0.7, worseThanChampionBy: 0.1 }])
    const judged = judgeModel({ policy: rules, evaluation: evaluation({ auc: 0.8 }), champion: none })
    expect(judged.reason).toBe('1 check passed, 1 could not be made')
  })

  test('none at all passes, and says that there are none', () => {
    const judged = judgeModel({
      policy: policy([{ name: 'auc' }]),
      evaluation: evaluation({ auc: 0.1 }),
      champion: none,
    })
    expect(judged).toEqual({ verdict: 'pass', reason: 'the manifest sets no threshold', checks: [] })
  })
})

describe('the champion', () => {
  const rules = policy([{ name: 'auc', worseThanChampionBy: 0.005 }])

  test.each([
    [0.7, 0.695, 'pass'],
    [0.7, 0.6949, 'fail'],
    [0.7, 0.8, 'pass'],
    [0.3, 0.295, 'pass'],
  ])('with %f against %f: %s', (theirs, ours, verdict) => {
    expect(
      judgeModel({ policy: rules, evaluation: evaluation({ auc: ours }), champion: champion(theirs) }).verdict,
    ).toBe(verdict)
  })

  test('is beaten downwards where less is better', () => {
    const lower = policy([{ name: 'logloss', worseThanChampionBy: 0.01 }])
    const against: ChampionEvaluation = { comparable: true, version: 3, metrics: { logloss: 0.5 } }
    const verdict = (logloss: number) =>
      judgeModel({ policy: lower, evaluation: evaluation({ logloss }), champion: against }).verdict
    expect([verdict(0.4), verdict(0.51), verdict(0.52)]).toEqual(['pass', 'pass', 'fail'])
  })

  test.each([
    [0.7, 'auc is 0.7, the same as version 3 with 0.7'],
    [0.72, 'auc is 0.72, better by 0.02 than version 3 with 0.7'],
    [0.69, 'auc is 0.69, worse by 0.01 than version 3 with 0.7; at most 0.005 is allowed'],
  ])('with 0.7 is told beside %f', (ours, reason) => {
    const judged = judgeModel({ policy: rules, evaluation: evaluation({ auc: ours }), champion: champion(0.7) })
    expect(judged.checks[0]?.reason).toBe(reason)
  })

  test('that cannot be compared is skipped with the reason, and thresholds still hold', () => {
    const both = policy([{ name: 'auc', atLeast: 0.7, worseThanChampionBy: 0.005 }])
    const judged = judgeModel({ policy: both, evaluation: evaluation({ auc: 0.6 }), champion: none })
    expect(judged.checks.map(({ outcome }) => outcome)).toEqual(['fail', 'skipped'])
    expect(judged.checks[1]?.reason).toBe('not compared: there is no champion yet')
    expect(judged.verdict).toBe('fail')
  })

  test('whose metric is unknown is skipped', () => {
    const without: ChampionEvaluation = { comparable: true, version: 3, metrics: {} }
    expect(judgeModel({ policy: rules, evaluation: evaluation({ auc: 0.6 }), champion: without })).toMatchObject({
      verdict: 'pass',
      checks: [{ outcome: 'skipped', reason: 'not compared: auc of version 3 is not known' }],
    })
  })

  test('a better challenger never fails, and a worse one never passes where a better one failed', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(value, value, value, (theirs, ours, better) => {
        const judge = (auc: number) =>
          judgeModel({ policy: rules, evaluation: evaluation({ auc }), champion: champion(theirs) }).verdict
        const high = Math.max(ours, better)
        if (judge(Math.min(ours, better)) === 'pass') expect(judge(high)).toBe('pass')
        if (ours >= theirs) expect(judge(ours)).toBe('pass')
      }),
    )
  })
})

describe('slices', () => {
  const rules = policy(
    [{ name: 'auc', atLeast: 0.6 }],
    [{ column: 'origin', minRows: 100, metrics: [{ name: 'auc', atLeast: 0.55 }] }],
  )
  const slice = (value: string, rows: number, auc: number) => ({ column: 'origin', value, rows, metrics: { auc } })

  test('are told by the one that fares worst', () => {
    const judged = judgeModel({
      policy: rules,
      evaluation: evaluation({ auc: 0.7 }, [slice('ORD', 500, 0.6), slice('HNL', 300, 0.5)]),
      champion: none,
    })
    expect(judged.verdict).toBe('fail')
    expect(judged.checks).toHaveLength(2)
    expect(judged.reason).toBe('auc where origin = HNL is 0.5 but must be at least 0.55 (worst of 2 slices)')
  })

  test('that are too small are not judged', () => {
    const few = [slice('ORD', 500, 0.6), slice('HNL', 99, 0.1)]
    expect(judgeModel({ policy: rules, evaluation: evaluation({ auc: 0.7 }, few), champion: none }).verdict).toBe(
      'pass',
    )
    const judged = judgeModel({
      policy: rules,
      evaluation: evaluation({ auc: 0.7 }, [slice('HNL', 99, 0.1)]),
      champion: none,
    })
    expect(judged.checks[1]).toMatchObject({
      outcome: 'skipped',
      reason: 'none of the 1 slices of origin has 100 rows',
    })
  })

  test('however many there are, the verdict stays small', () => {
    const many = Array.from({ length: 5000 }, (_, index) => slice(`A${index}`, 500, 0.5))
    const judged = judgeModel({ policy: rules, evaluation: evaluation({ auc: 0.7 }, many), champion: none })
    expect(JSON.stringify(judged).length).toBeLessThan(2000)
    expect(judged.reason).toContain('worst of 5000 slices, and 4999 more slices fail')
  })
})
