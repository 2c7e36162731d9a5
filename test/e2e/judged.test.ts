import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAMPION, JudgedEndpoint } from './judged/judged-endpoint.ts'
import { grantsOf, JUDGING, nameOf, recordJudgements } from './support/judgements.ts'

// The packaged machines, functions and roles, over requests that real variants answer, on a clock that jumps.

let on: JudgedEndpoint
let recorded: ReturnType<typeof recordJudgements>
let agrees: string
beforeAll(async () => {
  on = await new JudgedEndpoint().start()
  recorded = recordJudgements(on.kernel)
  agrees = await on.hookFunction('agrees', 'return {}')
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

describe('a hook', () => {
  const asked: object[] = []
  let server: Server
  let url: string
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      asked.push(JSON.parse(Buffer.concat(await request.toArray()).toString()))
      response.writeHead(asked.length < 3 ? 204 : 503).end(asked.length < 3 ? '' : 'it is Friday')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterAll(() => server.close())

  it('is asked at every check, and its veto takes everything back', async () => {
    const ended = await on.rollout({}, {}, 0, { hooks: [{ at: 'during', url, timeout: '5s' }] })
    const reason = `${url} vetoed: it answered 503: it is Friday`
    expect(ended).toMatchObject({ verdict: 'rolled-back', reason, weights: [20, 0] })
    expect(asked).toEqual(Array(3).fill({ model: 'judged', rollout: ended.rollout, at: 'during', weight: 20 }))
    expect((await on.serves()).config).toBe(CHAMPION)
  }, 120_000)

  it('that vetoes before leaves the endpoint as it is', async () => {
    const vetoes = await on.hookFunction('vetoes', "return { veto: true, reason: 'not before noon' }")
    const ended = await on.rollout({}, {}, 0, { hooks: [{ at: 'before', function: vetoes, timeout: '5s' }] })
    const reason = 'trimtab-hook-vetoes vetoed: not before noon'
    expect(ended).toMatchObject({ verdict: 'rolled-back', reason, weights: [0], steps: 0 })
    expect((await on.decisions()).find(({ decision }) => decision === 'veto')).toMatchObject({ reason })
  }, 120_000)
})

describe('an endpoint that somebody changes by hand', () => {
  it('is found out at the next look, though nothing was to be decided for half an hour', async () => {
    let changed = 0
    const during = async (rollout: string) => {
      if (changed++ > 0 || (await on.item(rollout)).phase !== 'shifting') return void changed--
      const input = { EndpointName: 'trimtab-dev-judged', EndpointConfigName: CHAMPION }
      await on.call('sagemaker', 'UpdateEndpoint', input)
    }
    const ended = await on.rollout({}, {}, 0, { during })
    const reason = expect.stringMatching(
      /^somebody gave the endpoint another config: .*-champion serves, and not .*-judged-/,
    )
    expect(ended).toMatchObject({ verdict: 'rolled-back', error: 'EndpointLost', reason })
    expect(ended.minute).toBeLessThan(10)
    expect(await on.item(ended.rollout)).toMatchObject({ because: 'endpoint lost', phase: 'rolled-back' })
    expect((await on.serves()).config).toBe(CHAMPION)
  }, 120_000)
})

describe('a check that is repeated', () => {
  it('answers what the first one did, and does nothing again', async () => {
    let compared = 0
    const during = async (rollout: string) => {
      const before = await on.item(rollout)
      if (!before.lastTick || before.phase !== 'shifting') return
      const endpointName = 'trimtab-dev-judged'
      const check = { model: 'judged', rollout, endpointName, tick: before.lastTick.at, since: before.stepSince }
      const settings = { weights: [20], interval: '1m', holdAtMost: '5m', limits: {} }
      const Payload = Buffer.from(JSON.stringify({ ...check, settings }))
      const answer = await on.call('lambda', 'Invoke', { FunctionName: 'trimtab-dev-advanceRollout', Payload })
      expect(JSON.parse(Buffer.from(answer.Payload).toString())).toMatchObject(before.lastTick.next)
      expect(await on.item(rollout)).toEqual(before)
      compared++
    }
    await on.rollout({}, { holdAtMost: '5m' }, 40, { during })
    expect(compared).toBeGreaterThan(3)
  }, 120_000)
})

describe('a challenger that is no worse', () => {
  it('waits at the gate while it is judged, and somebody who asks for it gets it back', async () => {
    const gated = { weights: [50], gate: 'manual' }
    let waited = 0
    const during = async (rollout: string) => {
      if ((await on.item(rollout)).gateSince && ++waited === 3) await on.ask(rollout, 'roll-back')
    }
    const ended = await on.rollout({}, gated, 600, { during })
    expect(ended).toMatchObject({ verdict: 'rolled-back', reason: 'ana asked for it: because' })
    expect(waited).toBeGreaterThanOrEqual(3)
  }, 120_000)

  it('gets weight after weight and then everything, while requests flow and none fails', async () => {
    const before = on.failed
    const hooks = ['before', 'during', 'after'].map((at) => ({ at, function: agrees, timeout: '10s' }))
    const ended = await on.rollout({}, { shadow: '5m' }, 600, { hooks })
    expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'finished', steps: 2 })
    expect(ended.weights).toEqual([0, 20, 50, 100])
    expect(on.failed).toBe(before)
    expect((await on.serves()).config).not.toBe(CHAMPION)
    const decided = (await on.decisions()).filter(({ reason, decision }) => reason && decision !== 'rolled back')
    expect(decided.slice(-4).map(({ decision }) => decision)).toEqual(['shadow', 'shift', 'shift', 'finish'])
    expect(decided.at(-1)).toMatchObject({ subject: 'rollout', rule: 'judged', evidence: { verdict: 'advance' } })
  }, 120_000)
})

describe('what the roles of judging allow', () => {
  it('is all needed, and nothing is missing', async () => {
    // Whoever stops a rollout stops the checks of its step.
    const during = async (rollout: string, executionArn: string) => {
      if ((await on.item(rollout)).phase === 'shifting')
        await on.call('stepfunctions', 'StopExecution', { executionArn })
    }
    expect(await on.rollout({}, {}, 0, { during })).toMatchObject({ status: 'ABORTED' })
    await on.deployAgain(JUDGING)
    const judging = grantsOf(on.kernel)
      .map(nameOf)
      .filter((name) => JUDGING.test(name))
    expect(judging.length).toBeGreaterThan(40)
    expect(judging.filter((name) => !recorded.needed.has(name))).toEqual([])
    // The hooks of this test borrow a role that may not log under their names.
    expect(recorded.refused.filter((message) => !message.includes('/trimtab-hook-'))).toEqual([])
  }, 120_000)
})
