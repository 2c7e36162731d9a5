import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAMPION, JudgedEndpoint } from './judged/judged-endpoint.ts'

// The packaged machines, functions and roles, over requests that real variants answer, on a clock that jumps.

let on: JudgedEndpoint
beforeAll(async () => {
  on = await new JudgedEndpoint().start()
}, 180_000)
afterAll(() => on?.stop())

describe('a challenger that is worse', () => {
  it.each([
    ['fails at one request in ten', { ERRORS: '10' }, /errors: .* failed/],
    ['thinks for long', { THINKS: '4' }, /p50: .* took longer/],
    ['predicts something else', { SHIFT: '4' }, /predictions: stability index/],
  ])(
    'since it %s is taken back by its own numbers',
    async (_, environment, why) => {
      const ended = await on.rollout(environment, {}, 400)
      expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'rolled-back', reason: expect.stringMatching(why) })
      expect(ended.weights).toEqual([20, 0])
      expect(await on.serves()).toEqual({ config: CHAMPION, variants: ['main'] })
      expect(await on.item(ended.rollout)).toMatchObject({ phase: 'rolled-back', failedChecks: 2, weight: 0 })
    },
    120_000,
  )

  it('is found out by the truth about its predictions, which are distributed as they should be', async () => {
    const limits = { errorRate: 0.02, p50: 4, p99: 20, predictions: 0.3, quality: 0.1 }
    const ended = await on.rollout({ INVERTS: '1' }, { limits, metric: 'auc', minimumRequests: 5000 }, 400)
    expect(ended).toMatchObject({ verdict: 'rolled-back', reason: expect.stringMatching(/^quality: auc over/) })
  }, 120_000)

  it('is found out in the shadow, where no caller sees an answer of it', async () => {
    const before = on.failed
    const ended = await on.rollout({ ERRORS: '2' }, { shadow: '10m' }, 200)
    expect(ended).toMatchObject({ verdict: 'rolled-back', steps: 0, reason: expect.stringContaining('errors:') })
    expect(ended.weights).toEqual([0])
    expect(on.failed).toBe(before)
    expect((await on.serves()).config).toBe(CHAMPION)
  }, 120_000)
})

describe('without requests', () => {
  it('nothing advances, and at the limit of holding it goes back', async () => {
    const ended = await on.rollout({}, { holdAtMost: '10m' }, 0)
    expect(ended).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('inconclusive for 600 s at this step: the challenger served 0 requests'),
    })
    expect(ended.weights).toEqual([20, 0])
  }, 120_000)
})

describe('a challenger that is no worse', () => {
  it('waits at the gate while it is judged, and somebody who asks for it gets it back', async () => {
    const gated = { weights: [50], gate: 'manual' }
    let waited = 0
    const ended = await on.rollout({}, gated, 600, 60, async (_, rollout) => {
      if ((await on.item(rollout)).gateSince && ++waited === 5) await on.ask(rollout, 'roll-back')
    })
    expect(ended).toMatchObject({ verdict: 'rolled-back', reason: 'ana asked for it: because' })
    expect(waited).toBeGreaterThanOrEqual(5)
  }, 120_000)

  it('gets weight after weight and then everything, while requests flow and none fails', async () => {
    const before = on.failed
    const ended = await on.rollout({}, { shadow: '5m' }, 600)
    expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'finished', steps: 2 })
    expect(ended.weights).toEqual([0, 20, 50, 100])
    expect(on.failed).toBe(before)
    expect((await on.serves()).config).not.toBe(CHAMPION)
    const decided = (await on.decisions()).filter(({ reason, decision }) => reason && decision !== 'rolled back')
    expect(decided.slice(-4).map(({ decision }) => decision)).toEqual(['shadow', 'shift', 'shift', 'finish'])
    expect(decided.at(-1)).toMatchObject({ subject: 'rollout', rule: 'judged', evidence: { verdict: 'advance' } })
  }, 120_000)
})
