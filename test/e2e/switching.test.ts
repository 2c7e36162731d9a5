import { describe, expect, it } from 'vitest'
import { deploy, HOUR, MINUTE, office, scale, switchedLine } from './rollouts/switched-line.ts'

type Death = [role: RegExp, operation: string, moment: 'before' | 'after']
const { on, until, apply, status, latest, switchEvents, lease, scaling, sweeps, strike, setSchedule } = switchedLine()

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
