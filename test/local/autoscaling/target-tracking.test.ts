import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, Scaled } from './scaled.ts'

let scaled: Scaled
beforeEach(async () => {
  scaled = await Scaled.open()
})
afterEach(() => scaled.close())

const reasons = (activities: any[]) => activities.flatMap(({ NotScaledReasons = [] }) => NotScaledReasons)

describe('target tracking', () => {
  it('makes the two alarms that call it', async () => {
    await scaled.register(1, 8)
    const { PolicyARN, Alarms } = await scaled.track(600)
    expect(PolicyARN).toMatch(
      /^arn:aws:autoscaling:ap-southeast-1:000000000000:scalingPolicy:[0-9a-f-]{36}:resource\/sagemaker\/endpoint\/e\/variant\/main:policyName\/track$/,
    )
    expect((await scaled.call('DescribeScalingPolicies')).ScalingPolicies[0].Alarms).toEqual(Alarms)
    const alarms = await scaled.alarms()
    const action = alarms[0].AlarmActions[0]
    expect(action).toMatch(/:policyName\/track:createdBy\/[0-9a-f-]{36}$/)
    expect(action.startsWith(PolicyARN)).toBe(true)
    const watched = {
      Namespace: 'AWS/SageMaker',
      MetricName: 'InvocationsPerInstance',
      Statistic: 'Sum',
      Period: 60,
      AlarmActions: [action],
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${action}.`,
    }
    expect(alarms).toMatchObject([
      { ...watched, ComparisonOperator: 'GreaterThanThreshold', Threshold: 600, EvaluationPeriods: 3 },
      { ...watched, ComparisonOperator: 'LessThanThreshold', Threshold: 540, EvaluationPeriods: 15 },
    ])
    const names = alarms.map(({ AlarmName }) => AlarmName.replace(/[0-9a-f-]{36}$/, 'ID'))
    expect(names).toEqual([
      'TargetTracking-endpoint/e/variant/main-AlarmHigh-ID',
      'TargetTracking-endpoint/e/variant/main-AlarmLow-ID',
    ])
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(Alarms.map((alarm: any) => alarm.AlarmName))
  })

  it('scales out in proportion after three minutes above the target, and the fleet follows', async () => {
    await scaled.register(1, 8)
    await scaled.track(60)
    await scaled.traffic(2, 290)
    expect(await scaled.instances()).toBe(2)
    await scaled.traffic(1, 290)
    expect(await scaled.instances()).toBe(5)
    const answers = await Promise.all(Array.from({ length: 10 }, () => scaled.on.ask()))
    expect(answers).toEqual(Array(10).fill('blue'))
    const [{ Cause, Description, StatusCode }] = await scaled.activities()
    expect([Description, StatusCode]).toEqual(['Setting desired instance count to 5.', 'Successful'])
    expect(Cause).toMatch(
      /^monitor alarm TargetTracking-endpoint\/e\/variant\/main-AlarmHigh-[0-9a-f-]{36} in state ALARM triggered policy track$/,
    )
    const asked = scaled.on.world.events.filter(({ source }) => source === 'aws.application-autoscaling')
    expect(asked).toEqual([])
  })

  it('tells EventBridge only when it has reached the maximum, and then that it can do no more', async () => {
    await scaled.register(1, 3)
    await scaled.track(60)
    await scaled.traffic(4, 600)
    expect(await scaled.instances()).toBe(3)
    const [event] = scaled.on.world.events.filter(({ source }) => source === 'aws.application-autoscaling')
    expect(event).toMatchObject({
      detailType: 'Application Auto Scaling Scaling Activity State Change',
      resources: [],
      detail: {
        oldDesiredCapacity: 2,
        newDesiredCapacity: 3,
        minCapacity: 1,
        maxCapacity: 3,
        resourceId: 'endpoint/e/variant/main',
        scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        serviceNamespace: 'sagemaker',
        statusCode: 'Successful',
        scaledToMax: true,
        direction: 'scale-out',
      },
    })
    await scaled.traffic(3, 600)
    expect(await scaled.activities()).toHaveLength(1)
    const all = await scaled.activities({ IncludeNotScaledActivities: true })
    expect(reasons(all)).toEqual([{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 3 }])
    expect(all[1]).toMatchObject({
      Description: 'Attempting to scale due to alarm triggered',
      StatusCode: 'Failed',
    })
  })

  it('scales in gradually after fifteen minutes below nine tenths of the target, one cooldown apart', async () => {
    await scaled.on.world.sagemaker('UpdateEndpointWeightsAndCapacities', {
      EndpointName: 'e',
      DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 4 }],
    })
    await scaled.register(1, 8)
    await scaled.track(60, { ScaleInCooldown: 300 })
    await scaled.traffic(14, 20)
    expect(await scaled.instances()).toBe(4)
    await scaled.traffic(1, 20)
    expect(await scaled.instances()).toBe(3)
    await scaled.traffic(4, 20)
    expect(await scaled.instances()).toBe(3)
    await scaled.traffic(1, 20)
    expect(await scaled.instances()).toBe(2)
    await scaled.traffic(30, 20)
    expect(await scaled.instances()).toBe(1)
    expect(reasons(await scaled.activities({ IncludeNotScaledActivities: true }))).toEqual([
      { Code: 'AlreadyAtMinCapacity', MinCapacity: 1 },
    ])
  })

  it('scales in an endpoint that nobody invokes: its metric says zero', async () => {
    await scaled.register(1, 8)
    await scaled.track(60)
    await scaled.on.clock.advance(16 * MINUTE)
    expect(await scaled.instances()).toBe(1)
  })

  it('does nothing on a metric that is missing, nor when scaling in is disabled', async () => {
    await scaled.register(1, 8)
    await scaled.track(10, custom('Backlog'))
    await scaled.on.clock.advance(40 * MINUTE)
    expect(await scaled.instances()).toBe(2)
    expect((await scaled.alarms()).map(({ StateValue }) => StateValue)).toEqual([
      'INSUFFICIENT_DATA',
      'INSUFFICIENT_DATA',
    ])
    await scaled.track(60, { DisableScaleIn: true }, 'out-only')
    await scaled.on.clock.advance(40 * MINUTE)
    expect(await scaled.instances()).toBe(2)
  })

  it('acts on a metric that comes late as soon as three values of it are there', async () => {
    await scaled.register(1, 8)
    await scaled.track(60, custom('Backlog'))
    await measured(6, 57, 2)
    let minutes = 0
    for (; minutes < 10 && (await scaled.instances()) === 2; minutes++) await measured(1, 120, 2)
    // Three values above, as ever: the minutes that nobody has told of yet are no reason to wait for more.
    expect(minutes).toBe(3)
    expect(await scaled.instances()).toBe(4)
  })

  it('does nothing while what measures is throttled, and acts when it is heard again', async () => {
    await scaled.register(1, 8)
    await scaled.track(60, custom('Backlog'))
    await measured(6, 57)
    await scaled.on.clock.advance(30 * MINUTE)
    expect(await scaled.instances()).toBe(2)
    await measured(3, 120)
    expect(await scaled.instances()).toBe(4)
  })

  it('adds no more within its cooldown than the metric asked of what there was, and more when it asks for more', async () => {
    await scaled.register(1, 20)
    await scaled.track(60, { ScaleOutCooldown: 600, ...custom('Load') })
    for (let minute = 0; minute < 3; minute++) await load(90)
    expect(await scaled.instances()).toBe(3)
    for (let minute = 0; minute < 3; minute++) await load(90)
    expect(await scaled.instances()).toBe(3)
    await load(180)
    expect(await scaled.instances()).toBe(6)
  })

  it('of several policies lets the largest scale out, and scales in when all agree', async () => {
    await scaled.register(1, 9)
    await scaled.track(60)
    await scaled.track(10, custom('Load'), 'load')
    for (let minute = 0; minute < 3; minute++) {
      scaled.metric('Load', 35, 'Mine')
      await scaled.traffic(1, 180)
    }
    expect(await scaled.instances()).toBe(7)
    for (let minute = 0; minute < 20; minute++) {
      scaled.metric('Load', 10, 'Mine')
      await scaled.traffic(1, 30)
    }
    expect(await scaled.instances()).toBe(7)
    for (let minute = 0; minute < 15; minute++) {
      scaled.metric('Load', 5, 'Mine')
      await scaled.traffic(1, 30)
    }
    expect(await scaled.instances()).toBe(6)
  })

  it('judges metric math', async () => {
    await scaled.register(1, 9)
    const MetricStat = (MetricName: string) => ({ Metric: { Namespace: 'Mine', MetricName }, Stat: 'Sum' })
    await scaled.track(10, {
      PredefinedMetricSpecification: undefined,
      CustomizedMetricSpecification: {
        Metrics: [
          { Id: 'q', MetricStat: MetricStat('Queue'), ReturnData: false },
          { Id: 'n', MetricStat: MetricStat('Workers'), ReturnData: false },
          { Id: 'per', Expression: 'q / n', ReturnData: true },
        ],
      },
    })
    for (let minute = 0; minute < 3; minute++) {
      for (const [name, value] of Object.entries({ Queue: 80, Workers: 2 }))
        scaled.on.world.kernel.metric({ namespace: 'Mine', name, dimensions: {}, value, unit: 'None' })
      await scaled.on.clock.advance(MINUTE)
    }
    expect(await scaled.instances()).toBe(8)
  })

  it('watches concurrent requests in periods of ten seconds', async () => {
    await scaled.register(1, 3)
    const PredefinedMetricType = 'SageMakerVariantConcurrentRequestsPerModelHighResolution'
    await scaled.track(1, { PredefinedMetricSpecification: { PredefinedMetricType } })
    expect(await scaled.alarms()).toMatchObject([
      { MetricName: 'ConcurrentRequestsPerModel', Statistic: 'Maximum', Period: 10, EvaluationPeriods: 3 },
      { MetricName: 'ConcurrentRequestsPerModel', Statistic: 'Maximum', Period: 10, EvaluationPeriods: 90 },
    ])
    const answers: Promise<string>[] = []
    for (let round = 0; round < 3; round++) {
      // Each takes half a minute, so that they add up on the two instances.
      for (let request = 0; request < 4; request++) answers.push(scaled.on.ask({ Body: Buffer.from('slow') }))
      await scaled.on.clock.advance(10_000)
    }
    expect(await scaled.instances()).toBe(3)
    await scaled.on.clock.advance(MINUTE)
    await Promise.all(answers)
    await scaled.on.clock.advance(40 * MINUTE)
    expect(await scaled.instances()).toBe(1)
  })

  it('waits while its direction is suspended, and while the endpoint is updated says so', async () => {
    await scaled.register(1, 9, { SuspendedState: { DynamicScalingOutSuspended: true } })
    await scaled.track(60, custom('Load'))
    for (let minute = 0; minute < 5; minute++) await load(90)
    expect(await scaled.activities({ IncludeNotScaledActivities: true })).toEqual([])
    await scaled.on.config('slow', { count: 2, environment: { STARTS_IN: '180000' } })
    await scaled.on.world.sagemaker('UpdateEndpoint', {
      EndpointName: 'e',
      EndpointConfigName: 'slow',
      RetainAllVariantProperties: true,
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 120 },
          TerminationWaitInSeconds: 120,
        },
      },
    })
    await scaled.register(1, 9, { SuspendedState: { DynamicScalingOutSuspended: false } })
    await load(90)
    const [activity] = await scaled.activities({ IncludeNotScaledActivities: true })
    expect(activity.NotScaledReasons).toEqual([{ Code: 'TargetServicePutResourceAsUnscalable' }])
    for (let minute = 0; minute < 12; minute++) await load(90)
    expect((await scaled.on.describe()).EndpointConfigName).toBe('slow')
    expect(await scaled.instances()).toBeGreaterThanOrEqual(3)
  })

  it('is refused with a target, cooldown or metric that cannot be', async () => {
    await scaled.register(1, 9)
    const PredefinedMetricType = 'SageMakerVariantProvisionedConcurrencyUtilization'
    const cases: [object, RegExp][] = [
      [{ TargetValue: 0 }, /TargetValue must be between/],
      [{ ScaleInCooldown: -1 }, /Cooldown cannot be negative/],
      [{ PredefinedMetricSpecification: undefined }, /Exactly one of/],
      [{ PredefinedMetricSpecification: { PredefinedMetricType } }, /is not supported for scalable dimension/],
    ]
    for (const [more, message] of cases)
      await expect(scaled.track(60, more)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      })
  })

  it('is refused a second time for one metric', async () => {
    await scaled.register(1, 9)
    await scaled.track(60)
    await scaled.track(70)
    await expect(scaled.track(60, {}, 'again')).rejects.toMatchObject({
      message: 'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
    })
    expect(await scaled.alarms()).toHaveLength(2)
  })

  it('whose metric CloudWatch refuses leaves what was there', async () => {
    await scaled.register(1, 9)
    const { PolicyARN, Alarms } = await scaled.track(60)
    const broken = { CustomizedMetricSpecification: { Metrics: [{ Id: 'a', Expression: 'b + 1' }] } }
    const refused = scaled.track(60, { PredefinedMetricSpecification: undefined, ...broken })
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' })
    const { ScalingPolicies } = await scaled.call('DescribeScalingPolicies')
    expect(ScalingPolicies).toMatchObject([{ PolicyARN, Alarms }])
  })
})

const DIMENSIONS = [
  { Name: 'EndpointName', Value: 'e' },
  { Name: 'VariantName', Value: 'main' },
]

const custom = (MetricName: string) => ({
  PredefinedMetricSpecification: undefined,
  CustomizedMetricSpecification: {
    MetricName,
    Namespace: 'Mine',
    Dimensions: DIMENSIONS,
    Statistic: 'Average',
  },
})

/** A value each minute, which CloudWatch hears so many minutes later. */
async function measured(minutes: number, Value: number, late = 0): Promise<void> {
  const { clock, world } = scaled.on
  for (let minute = 0; minute < minutes; minute++) {
    const Timestamp = new Date(clock.now() - late * MINUTE)
    const datum = { MetricName: 'Backlog', Dimensions: DIMENSIONS, Value, Timestamp }
    await world.cloudwatch('PutMetricData', { Namespace: 'Mine', MetricData: [datum] })
    await clock.advance(MINUTE)
  }
}

async function load(value: number): Promise<void> {
  scaled.metric('Load', value, 'Mine')
  await scaled.on.clock.advance(MINUTE)
}
