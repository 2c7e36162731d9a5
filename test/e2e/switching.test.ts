import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallSite } from '#local/faults/call-site.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { RolledLine } from './rollouts/rolled-line.ts'

// A line whose clock parks it at night, or serves it without instances, in Manila; on a clock that jumps.

const HOUR = 3_600_000
const MINUTE = 60_000
const on = new RolledLine()
const deploy = { guard: { periods: 1 }, rollout: { type: 'all-at-once', watchFor: '20m' } }
const timezone = 'Asia/Manila'
const evening = { name: 'night', cron: 'cron(10 19 * * ? *)', timezone, to: 'parked' }
const morning = { name: 'morning', cron: 'cron(10 6 * * ? *)', timezone, to: 'instances' }
const office = { switch: { production: false, times: [evening, morning] } }
const less = { switch: { production: false, times: [{ ...evening, to: 'serverless' }, morning] } }
const scale = {
  min: 1,
  max: 4,
  target: { metric: 'invocationsPerInstance', value: 7000 },
  steps: [{ metric: 'latency', above: 900, add: 1 }],
  schedules: [{ name: 'lunch', cron: 'cron(0 12 * * ? *)', timezone, min: 1, max: 4 }],
}
type Death = [role: RegExp, operation: string, moment: 'before' | 'after']
const lessDeploy = { ...deploy, serverless: { memory: '1GB', maxConcurrency: 3 } }

beforeAll(async () => {
  await on.start()
  await apply(deploy, office)
  expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
  expect(await on.run()).toMatchObject({ status: 'deployed', version: 2 })
}, 300_000)
afterAll(() => on.stop())

/** Moves the clock to the next time of day in Manila; what came due meanwhile comes about. */
async function until(time: string) {
  const [hours, minutes] = time.split(':').map(Number)
  const wanted = ((hours! - 8 + 24) % 24) * HOUR + minutes! * MINUTE
  const now = on.clock.now() % (24 * HOUR)
  await on.clock.advance((wanted - now + 24 * HOUR) % (24 * HOUR) || 24 * HOUR)
}
beforeEach(async () => {
  on.model = 'line'
  await apply(deploy, office)
  await sweeps('DISABLED')
  await until('12:00')
  expect(await status()).toBe('InService')
  await on.notices()
})
afterEach(() => {
  on.wrong = {}
})

/** Applies the line with a `deploy` section, and what else there is to be. */
const apply = (deploying: object, others: { switch?: object; scale?: object } = {}) =>
  on.apply(deploying, others.scale, others.switch)

const status = async (): Promise<string> =>
  on.endpoint().then(
    ({ EndpointStatus }) => EndpointStatus,
    () => 'none',
  )
const switches = async () => (await on.decisions()).filter(({ subject }) => subject === 'switch')
const latest = async () => (await switches()).toSorted((left, right) => (left.at < right.at ? 1 : -1))[0]
const switchEvents = async () => {
  const stateMachineArn = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:trimtab-dev-switch'
  return (await on.call('stepfunctions', 'ListExecutions', { stateMachineArn })).executions as any[]
}
const lease = async () => (await on.item())['rolloutLease']
/** What scales the line: bounds, and the names of all else. */
async function scaling() {
  const asked = { ServiceNamespace: 'sagemaker' }
  const call = (what: string) => on.call('application-autoscaling', `Describe${what}`, asked)
  const [targets, policies, actions] = await Promise.all(
    ['ScalableTargets', 'ScalingPolicies', 'ScheduledActions'].map(call),
  )
  const { MetricAlarms } = await on.call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'trimtab-dev-line-scale' })
  return {
    bounds: targets.ScalableTargets.map(({ MinCapacity, MaxCapacity, SuspendedState }: any) => [
      MinCapacity,
      MaxCapacity,
      Object.values(SuspendedState ?? {}).some(Boolean),
    ]),
    policies: policies.ScalingPolicies.map(({ PolicyName }: any) => PolicyName).sort(),
    actions: actions.ScheduledActions.map(({ ScheduledActionName }: any) => ScheduledActionName).sort(),
    alarms: MetricAlarms.map(({ AlarmName }: any) => AlarmName).sort(),
  }
}
const variant = async () => {
  const { EndpointConfigName } = await on.endpoint()
  const config = await on.call('sagemaker', 'DescribeEndpointConfig', { EndpointConfigName })
  return config.ProductionVariants[0]
}
/** Every five minutes of every night takes a while; most nights go without, and without the look at what scales. */
async function sweeps(State: string) {
  for (const name of ['sweep', 'mend-scaling']) await setSchedule(`trimtab-dev-${name}`, 'default', State)
}

/** Strikes the first call that matches. */
function strike(matches: (site: CallSite) => boolean, moment: 'before' | 'after', what: 'crash' | Error) {
  let left = 1
  on.wrong = { call: (site, now) => (now === moment && left > 0 && matches(site) && left-- > 0 ? what : undefined) }
  return () => expect(left, 'what was to go wrong and did not').toBe(0)
}

async function setSchedule(Name: string, GroupName: string, State: string) {
  const schedule = await on.call('scheduler', 'GetSchedule', { Name, GroupName })
  const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target } = schedule
  const rest = { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target, State }
  await on.call('scheduler', 'UpdateSchedule', { Name, GroupName, ...rest })
}

describe('a night parked', { timeout: 120_000 }, () => {
  it('has no endpoint, is taken for nothing broken, and is back before work with the same version', async () => {
    const serving = await on.serves()
    const before = (await on.decisions()).length
    await until('19:15')
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ decision: 'parked', reason: expect.stringContaining('its switch night at') })
    await sweeps('ENABLED')
    await until('23:15')
    expect((await on.decisions()).slice(0, -before).map(({ decision }) => decision)).toEqual(['parked'])
    const stock = await on.stock()
    const parked = stock.filter(({ why }) => /is parked/.test(why))
    expect(parked.map(({ kind }) => kind).sort()).toEqual(['endpoint-config', 'model'])
    expect(stock.filter(({ sweep }) => sweep)).toEqual([])
    const { switched, champion } = await on.request<any>('GET', ['models', 'line'])
    expect(switched).toMatchObject({ to: 'parked', away: true, version: champion.version })
    const { requests } = await on.request<any>('POST', ['models', 'line', 'plan'], {})
    expect(requests.map(({ operation }: any) => operation)).toContain('UpdateEndpoint')
    await sweeps('DISABLED')
    await until('05:55')
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await on.serves()).toBe(serving)
    expect(await status()).toBe('InService')
    expect(await latest()).toMatchObject({ decision: 'back as deployed' })
    expect(await lease()).toBeUndefined()
    expect(await on.notices()).toEqual([])
  })

  it('has what scales the line come back with it, also what somebody put there by hand', async () => {
    await apply(deploy, { ...office, scale })
    expect(await on.run()).toMatchObject({ status: 'deployed' })
    const place = { ServiceNamespace: 'sagemaker', ResourceId: 'endpoint/trimtab-dev-line/variant/main' }
    const scaled = { ...place, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' }
    await on.call('application-autoscaling', 'PutScheduledAction', {
      ...{ ...scaled, Schedule: 'cron(0 3 * * ? *)' },
      ...{ ScheduledActionName: 'by-hand', ScalableTargetAction: { MinCapacity: 2 } },
    })
    const before = await scaling()
    expect(before.actions).toEqual(expect.arrayContaining(['by-hand', 'trimtab-dev-line-scale-lunch']))
    expect(before.policies.length).toBe(2)
    expect(before.alarms.length).toBeGreaterThan(0)
    await until('19:15')
    expect(await scaling()).toEqual({ bounds: [], policies: [], actions: [], alarms: [] })
    await until('06:15')
    expect(await scaling()).toEqual({ ...before, bounds: [[1, 4, false]] })
    expect(await on.notices()).toEqual([])
    await on.call('application-autoscaling', 'DeregisterScalableTarget', scaled)
  })

  it('is parked once by an event that comes twice, and brought back by the sweep when its event is lost', async () => {
    await setSchedule('line.switch.morning', 'trimtab-dev-lines', 'DISABLED')
    const before = (await switchEvents()).length
    await until('19:15')
    const Payload = Buffer.from(
      JSON.stringify({ model: 'line', scheduledTime: new Date(on.clock.now()).toISOString() }),
    )
    await on.call('lambda', 'Invoke', { FunctionName: 'trimtab-dev-onScalingSchedule', Payload })
    await on.clock.advance(MINUTE)
    expect((await switchEvents()).length).toBe(before + 1)
    await until('06:45')
    expect(await status()).toBe('none')
    await until('07:05')
    expect(await status()).toBe('InService')
    // An event of the night that comes by day finds that it is day.
    await on.call('lambda', 'Invoke', { FunctionName: 'trimtab-dev-onScalingSchedule', Payload })
    await on.clock.advance(10 * MINUTE)
    expect(await status()).toBe('InService')
  })

  it.each<[string, Death, Death]>([
    ['its planner', [/PlanSwitch/, 'UpdateItem', 'before'], [/PlanSwitch/, 'UpdateItem', 'after']],
    ['its recorder', [/RecordSwitch/, 'UpdateItem', 'before'], [/RecordSwitch/, 'PutItem', 'after']],
    ['whoever begins it', [/OnScalingSchedule/, 'StartExecution', 'after'], [/AwaitEndpoint/, 'PutItem', 'after']],
  ])('comes about though %s dies in the evening, and somebody in the morning', async (_, evening, morning) => {
    const serving = await on.serves()
    for (const [time, [role, operation, moment]] of [['19:15', evening] as const, ['06:15', morning] as const]) {
      const struck = strike((site) => role.test(site.caller) && site.operation === operation, moment, 'crash')
      await until(time)
      struck()
      expect(await lease()).toBeUndefined()
      expect(await status()).toBe(time === '19:15' ? 'none' : 'InService')
    }
    expect(await on.serves()).toBe(serving)
  })

  it('comes about when its machine was stopped half-way, once that is found out', async () => {
    await sweeps('ENABLED')
    await until('19:10')
    await on.clock.advance(1000)
    const [{ executionArn }] = await switchEvents()
    await on.call('stepfunctions', 'StopExecution', { executionArn })
    expect(await lease()).toBeDefined()
    await until('20:05')
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ decision: 'parked' })
    expect(await lease()).toBeUndefined()
    await until('06:15')
    expect(await status()).toBe('InService')
  })

  it('waits for a rollout that is on', async () => {
    await apply({ ...deploy, timeout: '2h', rollout: { type: 'all-at-once', bake: '1h', watchFor: '20m' } }, office)
    await until('18:50')
    await on.land()
    await until('19:15')
    expect(await status()).toBe('Updating')
    await until('20:30')
    expect((await on.runs()).at(-1)).toMatchObject({ status: 'deployed' })
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await status()).toBe('InService')
  })

  it('keeps a new version waiting until the line is back', async () => {
    await until('19:15')
    await on.land()
    await until('05:55')
    expect(await status()).toBe('none')
    expect((await on.runs()).at(-1)).toMatchObject({ status: 'running' })
    await until('06:40')
    const run = (await on.runs()).at(-1)!
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    expect(await on.champion()).toBe(run.version)
    expect(await on.serves()).toContain(run.run)
  })

  it('lets a run that is stopped while it waits end, and wakes with the version of before', async () => {
    const serving = await on.serves()
    await until('19:15')
    await on.land()
    await until('22:00')
    const { executionArn } = (await on.runs()).at(-1)!
    await on.call('stepfunctions', 'StopExecution', { executionArn })
    await until('23:00')
    expect((await on.runs()).at(-1)).toMatchObject({ status: 'failed' })
    expect(await status()).toBe('none')
    await until('06:40')
    expect(await on.serves()).toBe(serving)
  })

  it('wakes with the version that somebody went back to meanwhile', async () => {
    const run = await on.run()
    await until('19:15')
    const before = (await on.champion())!
    expect(before).toBe(run.version)
    await on.rollback({ reason: 'it was late all day' })
    await on.clock.advance(2 * MINUTE)
    const champion = (await on.champion())!
    expect(champion).toBeLessThan(before)
    expect(await status()).toBe('none')
    expect((await on.rollouts())[0]).toMatchObject({ type: 'rollback', phase: 'rolled-back' })
    await until('06:15')
    expect(await on.serves()).not.toContain(run.run)
    expect(await status()).toBe('InService')
    expect((await on.versions())[0]).toBe(`${run.version} rolled-back`)
  })

  it('does not take a watched version back because its alarm misses data', async () => {
    const AlarmName = 'asked'
    await on.call('cloudwatch', 'PutMetricAlarm', {
      ...{ AlarmName, Namespace: 'Own', MetricName: 'Asked', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'ignore' },
    })
    await apply({ ...deploy, alarms: [AlarmName], rollout: { type: 'all-at-once', watchFor: '12h' } }, office)
    await until('18:30')
    const run = await on.run()
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    await until('19:15')
    await sweeps('ENABLED')
    await on.call('cloudwatch', 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'nobody asks' })
    await on.clock.advance(HOUR)
    expect(await on.champion()).toBe(run.version)
    await on.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [AlarmName] })
    await until('06:15')
    expect(await on.serves()).toContain(run.run)
  })

  it('ends at once when a manifest without it is applied', async () => {
    await until('19:15')
    expect(await status()).toBe('none')
    await apply(deploy)
    await on.clock.advance(MINUTE)
    expect(await status()).toBe('InService')
    const { Schedules } = await on.call('scheduler', 'ListSchedules', { NamePrefix: 'line.switch.' })
    expect(Schedules).toEqual([])
    await until('20:30')
    expect(await status()).toBe('InService')
  })

  it('is tried again within the hour when no instance can be had in the morning, and somebody is told', async () => {
    await until('19:15')
    on.wrong = { instances: () => ({ kind: 'no-capacity' }) }
    await until('06:50')
    on.wrong = {}
    expect(await on.notices()).toEqual([expect.objectContaining({ what: 'not switched' })])
    await until('07:30')
    expect(await status()).toBe('InService')
  })

  it('leaves alone what somebody put there by hand, and says so once', async () => {
    const serving = (await on.endpoint()).EndpointConfigName
    const { ProductionVariants } = await on.call('sagemaker', 'DescribeEndpointConfig', { EndpointConfigName: serving })
    const { ModelName, ...described } = ProductionVariants[0]
    const model = await on.call('sagemaker', 'DescribeModel', { ModelName })
    const own = { ModelName: 'by-hand', PrimaryContainer: model.PrimaryContainer }
    await on.call('sagemaker', 'CreateModel', { ...own, ExecutionRoleArn: model.ExecutionRoleArn })
    const variants = [{ ...described, ModelName: 'by-hand' }]
    await on.call('sagemaker', 'CreateEndpointConfig', { EndpointConfigName: 'own', ProductionVariants: variants })
    await on.call('sagemaker', 'UpdateEndpoint', { EndpointName: 'trimtab-dev-line', EndpointConfigName: 'own' })
    await until('22:15')
    expect(await status()).toBe('InService')
    expect(await on.notices()).toEqual([
      expect.objectContaining({ what: 'not switched', reason: expect.stringMatching(/of no version of the line/) }),
    ])
    await on.call('sagemaker', 'UpdateEndpoint', { EndpointName: 'trimtab-dev-line', EndpointConfigName: serving })
    await until('06:15')
  })
})

describe('a night without instances', { timeout: 120_000 }, () => {
  it('is served serverless by the same version, and by instances again before work', async () => {
    const serving = await on.serves()
    await apply(lessDeploy, less)
    await until('19:15')
    expect(await status()).toBe('InService')
    const { ModelName, ServerlessConfig } = await variant()
    expect(ServerlessConfig).toEqual({ MemorySizeInMB: 1024, MaxConcurrency: 3 })
    expect(await latest()).toMatchObject({ decision: 'served serverless' })
    const [failed, answered] = [on.failed, on.answered]
    const answer = on.ask()
    // It has to start for that.
    await on.clock.advance(MINUTE)
    await answer
    expect([on.failed, on.answered]).toEqual([failed, answered + 1])
    await until('05:55')
    expect((await on.stock()).filter(({ sweep }) => sweep)).toEqual([])
    on.changes.length = 0
    await until('06:15')
    expect(on.changes).toEqual(['UpdateEndpoint'])
    expect(await on.serves()).toBe(serving)
    expect((await variant()).ModelName).toBe(ModelName)
  })

  it('goes back to the version before when it is told to, without leaving the night', async () => {
    await apply(lessDeploy, less)
    const run = await on.run()
    await until('19:15')
    const bad = (await variant()).ModelName
    await on.rollback({ reason: 'it was late all day' })
    await on.clock.advance(10 * MINUTE)
    const { ModelName, ServerlessConfig } = await variant()
    expect(ServerlessConfig).toBeDefined()
    expect(ModelName).not.toBe(bad)
    await until('06:15')
    expect((await variant()).ModelName).toBe(ModelName)
    expect(await on.serves()).not.toContain(run.run)
  })

  it('is spent as by day when serverless cannot be had, and is not tried again before the next', async () => {
    const serving = await on.serves()
    await apply(lessDeploy, less)
    const refused = new AwsError('ResourceLimitExceeded', 'The account-level service limit is reached.')
    // The planner writes twice for each way, and the second one is the way home.
    let written = 0
    on.wrong = {
      call: ({ operation, caller }, moment) => {
        if (moment === 'after') return undefined
        if (/PlanSwitch/.test(caller) && operation === 'UpdateItem') written++
        return operation === 'CreateEndpoint' && written <= 2 ? refused : undefined
      },
    }
    await until('21:30')
    expect(await on.serves()).toBe(serving)
    expect(await on.notices()).toEqual([
      expect.objectContaining({ what: 'not switched', reason: expect.stringMatching(/limit is reached/) }),
    ])
    on.wrong = {}
    await until('06:15')
    await until('19:15')
    expect((await variant()).ServerlessConfig).toBeDefined()
    await until('06:15')
  })
})

describe('by hand', { timeout: 120_000 }, () => {
  const ask = (to: 'parked' | 'home', reason = 'over the fair') =>
    on.request<any>('POST', ['models', 'line', 'switch'], { to, reason })
  const minutes = (count: number) => on.clock.advance(count * MINUTE)

  it('is parked, and back at the next time of its manifest', async () => {
    expect(await ask('parked')).toEqual({ model: 'line', to: 'parked', begun: true, reason: 'it begins' })
    await minutes(5)
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ decision: 'parked', reason: expect.stringContaining('over the fair') })
    expect(await ask('parked')).toMatchObject({ begun: false, reason: 'it is so already' })
    // An hourly look, and the evening, have nothing to change.
    await until('19:15')
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await status()).toBe('InService')
  })

  it('is woken at night, with what scales it, and is parked again the next evening', async () => {
    await apply(deploy, { ...office, scale })
    expect(await on.run()).toMatchObject({ status: 'deployed' })
    const before = await scaling()
    await until('19:15')
    expect(await status()).toBe('none')
    expect(await ask('home', 'a demo tonight')).toMatchObject({ begun: true })
    await minutes(15)
    expect(await status()).toBe('InService')
    expect(await scaling()).toEqual(before)
    expect(await latest()).toMatchObject({ decision: 'back as deployed', reason: expect.stringContaining('a demo') })
    await until('18:00')
    expect(await status()).toBe('InService')
    await until('19:15')
    expect(await status()).toBe('none')
    await until('06:15')
  })

  it('waits for a rollout that is on', async () => {
    await apply({ ...deploy, timeout: '2h', rollout: { type: 'all-at-once', bake: '1h', watchFor: '20m' } }, office)
    await on.land()
    await minutes(25)
    expect(await status()).toBe('Updating')
    const answer = await ask('parked')
    expect(answer).toMatchObject({ begun: true, reason: expect.stringMatching(/^once line-.* is over$/) })
    await minutes(80)
    const run = (await on.runs()).at(-1)!
    expect(run).toMatchObject({ status: 'deployed' })
    expect([await status(), await on.champion()]).toEqual(['none', run.version])
    await ask('home')
    await minutes(15)
    expect(await status()).toBe('InService')
  })

  it('is over once a manifest takes the word back, and does not count again when another one gives it', async () => {
    const byHand = { switch: { production: false } }
    await apply(deploy, byHand)
    expect(await ask('parked')).toMatchObject({ begun: true })
    await minutes(5)
    expect(await status()).toBe('none')
    await apply(deploy)
    await minutes(15)
    expect(await status()).toBe('InService')
    await apply(deploy, byHand)
    await minutes(15)
    expect(await status()).toBe('InService')
  })

  it('is refused where the manifest does not say that it may be away, or nothing serves', async () => {
    await apply(deploy)
    await expect(ask('parked')).rejects.toThrow(/does not say switch.production: false/)
    on.model = 'new'
    await apply(deploy, { switch: { production: false } })
    const other = on.request('POST', ['models', 'new', 'switch'], { to: 'parked' })
    await expect(other).rejects.toThrow(/no version serves yet/)
    await expect(on.request('POST', ['models', 'none', 'switch'], { to: 'home' })).rejects.toThrow(/no model line/)
  })
})

describe('a group', { timeout: 120_000 }, () => {
  it.each<[string, string, RegExp]>([
    ['is no model line', 'stranger', /model.yaml:\d+:\d+ switch.follow: stranger, which is no model line/],
    ['has no times of its own', 'quiet', /switch.follow: quiet, which has no switch.times; expected a line with times/],
  ])('cannot go by a line that %s', async (_, follow, refusal) => {
    on.model = 'quiet'
    await apply(deploy)
    on.model = 'other'
    await expect(apply(deploy, { switch: { production: false, follow } })).rejects.toThrow(refusal)
    await expect(on.request('GET', ['models', 'other'])).rejects.toThrow(/no model line/)
  })

  it('is parked and brought back by the occasions of the line that it follows', async () => {
    on.model = 'other'
    await apply(deploy, { switch: { production: false, follow: 'line' } })
    const run = await on.run()
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    await until('19:15')
    expect(await status()).toBe('none')
    expect(await latest()).toMatchObject({ reason: expect.stringMatching(/night of line, which it follows/) })
    on.model = 'line'
    expect(await status()).toBe('none')
    await until('06:15')
    expect(await status()).toBe('InService')
    on.model = 'other'
    expect(await status()).toBe('InService')
  })
})
