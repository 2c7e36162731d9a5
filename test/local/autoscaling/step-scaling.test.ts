import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, Scaled } from './scaled.ts'

let scaled: Scaled
beforeEach(async () => {
  scaled = await Scaled.open()
  await scaled.register(1, 10)
})
afterEach(() => scaled.close())

const OUT = {
  AdjustmentType: 'ChangeInCapacity',
  StepAdjustments: [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 50, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 50, ScalingAdjustment: 3 },
  ],
  Cooldown: 300,
}

async function alarm(AlarmName: string, PolicyARN: string, more: object = {}): Promise<void> {
  await scaled.on.world.cloudwatch('PutMetricAlarm', {
    AlarmName,
    Namespace: 'Mine',
    MetricName: 'Queue',
    Dimensions: [
      { Name: 'EndpointName', Value: 'e' },
      { Name: 'VariantName', Value: 'main' },
    ],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [PolicyARN],
    ...more,
  })
}

async function minute(queue: number): Promise<void> {
  scaled.metric('Queue', queue, 'Mine')
  await scaled.on.clock.advance(MINUTE)
}

describe('step scaling', () => {
  it('takes the step for the size of the breach when an alarm calls it', async () => {
    const { PolicyARN, Alarms } = await scaled.step(OUT)
    expect(Alarms).toEqual([])
    await alarm('busy', PolicyARN)
    expect((await scaled.call('DescribeScalingPolicies')).ScalingPolicies[0].Alarms).toEqual([
      { AlarmName: 'busy', AlarmARN: 'arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:busy' },
    ])
    await minute(99)
    expect(await scaled.instances()).toBe(2)
    await minute(100)
    expect(await scaled.instances()).toBe(3)
    expect((await scaled.activities())[0].Cause).toBe('monitor alarm busy in state ALARM triggered policy step')
  })

  it('counts what was added within its cooldown, and goes on each minute after it', async () => {
    const { PolicyARN } = await scaled.step(OUT)
    await alarm('busy', PolicyARN)
    await minute(120)
    await minute(120)
    expect(await scaled.instances()).toBe(3)
    await minute(150)
    expect(await scaled.instances()).toBe(5)
    for (let more = 0; more < 4; more++) await minute(150)
    expect(await scaled.instances()).toBe(5)
    await minute(150)
    expect(await scaled.instances()).toBe(8)
  })

  it('scales in below a threshold, by percent and at least by its least magnitude', async () => {
    await scaled.register(6, 10)
    await scaled.register(1, 10)
    const { PolicyARN } = await scaled.step({
      AdjustmentType: 'PercentChangeInCapacity',
      StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -10 }],
      MinAdjustmentMagnitude: 2,
      Cooldown: 120,
    })
    await alarm('quiet', PolicyARN, { ComparisonOperator: 'LessThanThreshold' })
    await minute(1)
    expect(await scaled.instances()).toBe(4)
    await minute(1)
    expect(await scaled.instances()).toBe(4)
    await minute(1)
    expect(await scaled.instances()).toBe(2)
  })

  it('acts on an alarm that is set by hand as on one at its threshold', async () => {
    const { PolicyARN } = await scaled.step(OUT)
    await alarm('busy', PolicyARN)
    await scaled.on.raise('busy')
    expect(await scaled.instances()).toBe(3)
  })

  it('is called in vain when it is gone, and the alarm says so', async () => {
    const { PolicyARN } = await scaled.step(OUT)
    await alarm('busy', PolicyARN)
    await scaled.call('DeleteScalingPolicy', { PolicyName: 'step' })
    await scaled.on.raise('busy')
    const { AlarmHistoryItems } = await scaled.on.world.cloudwatch('DescribeAlarmHistory', {
      HistoryItemType: 'Action',
    })
    expect(AlarmHistoryItems[0].HistorySummary).toBe(`Failed to execute action ${PolicyARN}`)
    expect(await scaled.instances()).toBe(2)
  })

  it('is no action of a composite alarm', async () => {
    const { PolicyARN } = await scaled.step(OUT)
    await scaled.on.alarm('child')
    const composite = { AlarmName: 'c', AlarmRule: 'ALARM(child)', AlarmActions: [PolicyARN] }
    await expect(scaled.on.world.cloudwatch('PutCompositeAlarm', composite)).rejects.toMatchObject({
      name: 'ValidationError',
    })
  })

  it('is refused with steps that leave a gap, overlap or cannot be', async () => {
    const steps = (...StepAdjustments: object[]) => ({ ...OUT, StepAdjustments })
    const cases: [object, RegExp][] = [
      [steps(), /At least one step/],
      [
        steps(
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 6, ScalingAdjustment: 2 },
        ),
        /must not overlap or have a gap/,
      ],
      [steps({ MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 }), /positive upper/],
      [steps({ ScalingAdjustment: 1 }), /must have MetricIntervalLowerBound/],
      [{ ...OUT, MinAdjustmentMagnitude: 2 }, /only for the adjustment type PercentChangeInCapacity/],
      [{ ...OUT, AdjustmentType: undefined }, /AdjustmentType must be specified/],
    ]
    for (const [policy, message] of cases)
      await expect(scaled.step(policy)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      })
  })
})
