import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallSite } from '#local/faults/call-site.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { ENDPOINT, RolledLine } from './rollouts/rolled-line.ts'

// The packaged machines, functions and roles under what goes wrong in a rollout, on a clock that jumps.

const MINUTE = 60_000
const on = new RolledLine()
const guard = { periods: 1, p99Milliseconds: 200 }
const canary = { count: 2, guard, rollout: { type: 'canary', step: 50, bake: '3m', watchFor: '10m' } }
// This machine may be busy: only what is many times as slow counts.
const limits = { errorRate: 0.1, p50: 5, p99: 100 }
const settings = { weights: [50], minimumRequests: 50, limits, holdAtMost: '15m' }
const judged = { count: 2, guard, rollout: { type: 'judged', judged: settings, watchFor: '10m' } }
/** `npm run test:faults` goes through all of it by judged rollouts too, which takes some minutes. */
const ways: [string, object][] = [
  ['canary', canary],
  ...(process.env['TRIMTAB_FAULTS'] === 'all' ? [['judged', judged] as [string, object]] : []),
]
let champion: number | undefined
let serving: string

beforeAll(async () => {
  await on.start()
  await on.apply(canary)
  expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
}, 300_000)
afterAll(() => on.stop())

beforeEach(async () => {
  on.failed = {}
  await on.notices()
  champion = await on.champion()
  serving = await on.serves()
})
afterEach(() => {
  on.wrong = {}
})

/** The champion has everything, nothing holds the line, and nothing of the challenger is left to pay for. */
async function expectChampionServes() {
  expect(await on.serves()).toBe(serving)
  expect((await on.endpoint()).EndpointStatus).toBe('InService')
  expect(await on.champion()).toBe(champion)
  const { rolloutLease, lease } = await on.item()
  expect([rolloutLease, lease]).toEqual([undefined, undefined])
  const [{ challenger, phase }] = (await on.rollouts()) as [Awaited<ReturnType<typeof on.rollouts>>[0]]
  expect(phase).toBe('rolled-back')
  expect((await on.stock()).map(({ name }) => name)).not.toContain(challenger.modelName)
}

async function expectChallengerServes(run: { version?: number; status: string; reason?: string }) {
  expect(run, run.reason).toMatchObject({ status: 'deployed' })
  expect(await on.champion()).toBe(run.version)
  const [{ challenger, phase }] = (await on.rollouts()) as [Awaited<ReturnType<typeof on.rollouts>>[0]]
  expect(await on.serves()).toBe(`${challenger.configName} main`)
  expect(phase).toBe('watching')
  const { rolloutLease, lease } = await on.item()
  expect([rolloutLease, lease]).toEqual([undefined, undefined])
  expect(on.failed).toEqual({})
}

const alarm = (AlarmName: string) =>
  on.call('cloudwatch', 'PutMetricAlarm', {
    ...{ AlarmName, Namespace: 'Own', MetricName: 'Late', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
    ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  })

async function sweeps(State: string) {
  const schedule = await on.call('scheduler', 'GetSchedule', { Name: 'trimtab-dev-sweep' })
  const { Name, ScheduleExpression, FlexibleTimeWindow, Target } = schedule
  await on.call('scheduler', 'UpdateSchedule', { Name, ScheduleExpression, FlexibleTimeWindow, Target, State })
}

const endpointEvent = ({ detailType }: AwsEvent) => detailType === 'SageMaker Endpoint State Change'

/** Strikes the first calls that match, so many of them. */
function strike(matches: (site: CallSite) => boolean, moment: 'before' | 'after', what: 'crash' | Error, times = 1) {
  let left = times
  on.wrong = { call: (site, now) => (now === moment && left > 0 && matches(site) && left-- > 0 ? what : undefined) }
  return () => expect(left, 'what was to go wrong and did not').toBe(0)
}
const update = ({ operation }: CallSite) => operation === 'UpdateEndpoint'

type Kill = [when: string, role: RegExp, operation: string, moment: 'before' | 'after']
const killedAnyway: Kill[] = [
  ['after the rollout was begun', /BeginRollout/, 'PutItem', 'after'],
  ['before the token of its wait is kept', /AwaitEndpoint/, 'PutItem', 'before'],
  ['after the token of its wait was kept', /AwaitEndpoint/, 'PutItem', 'after'],
  ['before the version is written', /RecordRun/, 'PutItem', 'before'],
  ['before the champion is written', /RecordRun/, 'UpdateItem', 'before'],
  ['after the champion was written', /RecordRun/, 'UpdateItem', 'after'],
]
const killedWhileJudging: Kill[] = [
  ['before a check is written', /AdvanceRollout/, 'UpdateItem', 'before'],
  ['after a check was written', /AdvanceRollout/, 'UpdateItem', 'after'],
  ['before a decision is written', /AdvanceRollout/, 'PutItem', 'before'],
]

describe.each(ways)('in a rollout by %s', { timeout: 120_000 }, (type, deploy) => {
  it.each([
    ['crashes at its start', { crashesAtStart: true }, /ping health check/],
    ['crashes after a minute', { crashesAfter: MINUTE }, /ping health check|errors/],
    ['fails at one kind of request', { failsOn: '1' }, /errors/],
    ['grows slow', { slowsBy: 0.1 }, /latency|p50|p99/],
  ])('a challenger that %s is taken back', async (_, behaviour, why) => {
    const limit = 'slowsBy' in behaviour ? 10 : guard.p99Milliseconds
    await on.apply({ ...deploy, guard: { ...guard, p99Milliseconds: limit } })
    const run = await on.run(behaviour)
    expect(run.status).not.toBe('deployed')
    expect(run.reason).toMatch(why)
    await expectChampionServes()
    expect((await on.notices()).map(({ reason }) => reason)).toEqual([expect.stringMatching(why)])
    // Who crashes fails whatever was on its way there, until that is seen.
    if (!('crashesAfter' in behaviour)) expect(on.failed['0']).toBeUndefined()
  })

  it('UpdateEndpoint that is throttled is asked for again', async () => {
    await on.apply(deploy)
    const struck = strike(update, 'before', new AwsError('ThrottlingException', 'Rate exceeded'), 3)
    await expectChallengerServes(await on.run())
    struck()
  })

  it('UpdateEndpoint whose answer got lost is not made twice', async () => {
    await on.apply(deploy)
    const struck = strike(update, 'after', new AwsError('InternalFailure', 'An internal error occurred.', 500))
    await expectChallengerServes(await on.run())
    struck()
  })

  it('a state change that is lost is found out by the heartbeat, though nobody sweeps', async () => {
    await on.apply(deploy)
    on.wrong = { deliveries: (event) => (endpointEvent(event) ? [] : [0]) }
    await sweeps('DISABLED')
    const from = on.clock.now()
    await expectChallengerServes(await on.run())
    expect(on.clock.now() - from).toBeGreaterThanOrEqual(15 * MINUTE)
    await sweeps('ENABLED')
  })

  it('a state change that is lost is found out by the sweeper within five minutes', async () => {
    await on.apply(deploy)
    on.wrong = { deliveries: (event) => (endpointEvent(event) ? [] : [0]) }
    await expectChallengerServes(await on.run())
  })

  it.each([
    ['twice', () => [0, MINUTE / 2]],
    ['late and out of order', ({ detail }: AwsEvent) => [detail['EndpointStatus'] === 'UPDATING' ? 2 * MINUTE : 0]],
  ])('state changes that come %s do no harm', async (_, deliveries) => {
    await on.apply(deploy)
    on.wrong = { deliveries: (event) => (endpointEvent(event) ? deliveries(event) : [0]) }
    await expectChallengerServes(await on.run())
  })

  it('without requests it is held, and not passed', async () => {
    await on.apply(deploy)
    const run = await on.run({}, { traffic: false })
    if (type === 'judged') {
      expect(run.reason).toMatch(/inconclusive for 900 s at this step: the challenger served 0 requests/)
      return expectChampionServes()
    }
    // SageMaker goes on without data; it stays watched until somebody has used it.
    await expectChallengerServes(run)
    await on.pass(30 * MINUTE, false)
    expect((await on.rollouts())[0]!.phase).toBe('watching')
    await on.pass(10 * MINUTE)
    expect((await on.rollouts())[0]!.phase).toBe('kept')
  })

  it('an alarm of the line that is missing keeps everything as it is', async () => {
    await on.apply({ ...deploy, alarms: ['not-there'] })
    const changes = on.changes.length
    const run = await on.run()
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('no alarm of the name not-there') })
    await expectChampionServes()
    expect(on.changes.length).toBe(changes)
  })

  it('an alarm of the line that is raised already keeps everything as it is', async () => {
    await alarm('raised')
    await on.call('cloudwatch', 'SetAlarmState', { AlarmName: 'raised', StateValue: 'ALARM', StateReason: 'late' })
    await on.apply({ ...deploy, alarms: ['raised'] })
    const changes = on.changes.length
    const run = await on.run()
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('raised (late)') })
    await expectChampionServes()
    expect(on.changes.length).toBe(changes)
  })

  it('an alarm of the line that never has data keeps nobody back', async () => {
    await alarm('silent')
    await on.apply({ ...deploy, alarms: ['silent'] })
    await expectChallengerServes(await on.run())
    const { MetricAlarms } = await on.call('cloudwatch', 'DescribeAlarms', { AlarmNames: ['silent'] })
    expect(MetricAlarms[0].StateValue).toBe('INSUFFICIENT_DATA')
  })

  it('without capacity it is tried once more under other names, then given up', async () => {
    await on.apply(deploy)
    on.wrong = { instances: () => ({ kind: 'no-capacity' }) }
    const run = await on.run()
    expect(run).toMatchObject({
      status: 'failed',
      attempt: 2,
      reason: expect.stringMatching(/InsufficientInstanceCapacity/),
    })
    await expectChampionServes()
    expect(on.failed).toEqual({})
  })

  it.each([...(type === 'judged' ? killedWhileJudging : killedAnyway)])(
    'a function that is killed %s is called again',
    async (_, role, asked, moment) => {
      await on.apply(deploy)
      const struck = strike(({ operation, caller }) => operation === asked && role.test(caller), moment, 'crash')
      await expectChallengerServes(await on.run())
      struck()
    },
  )

  it('two that want it back at once take it back once', async () => {
    await on.apply(deploy)
    await expectChallengerServes(await on.run())
    const asked = await Promise.allSettled(['ana', 'ben'].map((name) => on.rollback({ reason: `${name} says so` })))
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    await on.pass(30 * MINUTE)
    expect(await on.serves()).toBe(serving)
    expect(await on.champion()).toBe(champion)
    expect((await on.item())['rolloutLease']).toBeUndefined()
    expect(on.failed).toEqual({})
  })

  it('an endpoint that somebody deletes in the middle is told of, and the next run makes it anew', async () => {
    await on.apply(deploy)
    let [deleted, at] = [false, 0]
    const during = async () => {
      const { rolloutLease } = await on.item()
      const [rollout] = await on.rollouts()
      if (deleted || !rolloutLease || (type === 'judged' && rollout!.phase !== 'shifting')) return
      const remove = on.call('sagemaker', 'DeleteEndpoint', { EndpointName: ENDPOINT })
      deleted = await remove.then(
        () => true,
        (error) => !/in-progress/.test(error.message),
      )
      at = on.clock.now()
    }
    const run = await on.run({}, { during, traffic: false })
    // While SageMaker moves traffic it refuses.
    if (type !== 'judged') return expectChallengerServes(run)
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('Could not find endpoint') })
    expect((await on.rollouts())[0]!.phase).toBe('failed')
    // At the next look, and not when the step has been held for as long as it may.
    expect(run.reason).toContain('somebody removed the endpoint')
    expect(on.clock.now() - at).toBeLessThan(8 * MINUTE)
    expect(await on.notices()).toContainEqual(expect.objectContaining({ what: 'rollback failed' }))
    const { rolloutLease, lease } = await on.item()
    expect([rolloutLease, lease]).toEqual([undefined, undefined])
    await on.pass(20 * MINUTE, false)
    await expectChallengerServes(await on.run({}, { traffic: false }))
  })
})
