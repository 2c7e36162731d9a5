import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const START = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

let served: Served
let clock: VirtualClock
let changes: AwsEvent[]

beforeEach(async () => {
  clock = new VirtualClock({ auto: false, start: START })
  served = await serve({ clock })
  const { kernel } = served
  changes = []
  kernel.onEvent((event) => changes.push(event))
  for (const service of [createSqs(kernel), createSns(kernel), createCloudWatch(kernel)]) kernel.register(service)
  for (const service of kernel.services()) await service.start?.()
})
afterEach(() => served.close())

const call = (operation: string, input: object) =>
  served.kernel.call('cloudwatch', operation, input, served.kernel.root)
const measure = (name: string, value: number, unit = 'Count') =>
  served.kernel.metric({ namespace: 'App', name, dimensions: {}, value, unit })
const metric = (Id: string, MetricName: string, more = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Sum', ...more },
})
const setState = (AlarmName: string, StateValue: string) =>
  call('SetAlarmState', { AlarmName, StateValue, StateReason: 'by hand' })

async function putAlarm(AlarmName: string, more = {}) {
  await call('PutMetricAlarm', {
    AlarmName,
    Namespace: 'App',
    MetricName: AlarmName,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
    ...more,
  })
}

describe('an alarm on metric math', () => {
  const rate = {
    AlarmName: 'error-rate',
    EvaluationPeriods: 1,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'rate', Label: 'Error rate', Expression: '100 * errors / calls', ReturnData: true },
      { ...metric('errors', 'errors'), ReturnData: false },
      { ...metric('calls', 'calls'), ReturnData: false },
    ],
  }

  it('is judged by what its expression yields, and tells its queries', async () => {
    await call('PutMetricAlarm', rate)
    measure('errors', 2)
    measure('calls', 10)
    await clock.advance(MINUTE)
    const { MetricAlarms } = await call('DescribeAlarms', {})
    expect(MetricAlarms[0]).toMatchObject({
      StateValue: 'ALARM',
      StateReason: 'Threshold Crossed: 1 datapoint [20.0 (01/01/26 00:00:00)] was greater than the threshold (10.0).',
      Metrics: [{ Id: 'rate', Expression: '100 * errors / calls' }, { Id: 'errors' }, { Id: 'calls' }],
    })
    expect(changes[0]).toMatchObject({
      detail: {
        configuration: {
          metrics: [
            { id: 'rate', expression: '100 * errors / calls', label: 'Error rate', returnData: true },
            {
              id: 'errors',
              metricStat: { metric: { namespace: 'App', name: 'errors', dimensions: {} }, period: 60, stat: 'Sum' },
              returnData: false,
            },
            { id: 'calls' },
          ],
        },
      },
    })
  })

  it('must say which one query it judges', async () => {
    const Metrics = rate.Metrics.map((query) => ({ ...query, ReturnData: true }))
    await expect(call('PutMetricAlarm', { ...rate, Metrics })).rejects.toMatchObject({
      message: 'Exactly one element of the metrics list should return data.',
    })
  })
})

it('an alarm whose window is longer than a day is judged at full hours', async () => {
  await putAlarm('daily', { Period: 86_400, EvaluationPeriods: 2, DatapointsToAlarm: 1 })
  await clock.advance(MINUTE)
  measure('daily', 1)
  await clock.advance(58 * MINUTE)
  expect(changes).toEqual([])
  await clock.advance(MINUTE)
  expect(changes).toHaveLength(1)
})

describe('a composite alarm', () => {
  const compose = (more = {}) =>
    call('PutCompositeAlarm', { AlarmName: 'both', AlarmRule: 'ALARM(one) AND ALARM("two")', ...more })
  const composite = async () => (await call('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] })).CompositeAlarms[0]

  beforeEach(async () => {
    await putAlarm('one')
    await putAlarm('two')
  })

  it('is judged when it is made, and whenever an alarm of its rule changes', async () => {
    await compose()
    expect(await composite()).toMatchObject({
      StateValue: 'OK',
      AlarmRule: 'ALARM(one) AND ALARM("two")',
      StateReason:
        'arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:both was created and its alarm rule evaluates to OK',
    })
    await setState('one', 'ALARM')
    expect((await composite()).StateValue).toBe('OK')
    await setState('two', 'ALARM')
    const { StateValue, StateReason, StateReasonData } = await composite()
    expect([StateValue, StateReason]).toEqual([
      'ALARM',
      'arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:two transitioned to ALARM at Thursday 01 January, 2026 00:00:00 UTC',
    ])
    expect(JSON.parse(StateReasonData)).toEqual({
      triggeringAlarms: [
        {
          arn: 'arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:two',
          state: { value: 'ALARM', timestamp: '2026-01-01T00:00:00.000+0000' },
        },
      ],
    })
    expect(changes.at(-1)).toMatchObject({
      resources: ['arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:both'],
      detail: { alarmName: 'both', configuration: { alarmRule: 'ALARM(one) AND ALARM("two")' } },
    })
    const { AlarmHistoryItems } = await call('DescribeAlarmHistory', { AlarmTypes: ['CompositeAlarm'] })
    expect(AlarmHistoryItems[0]).toMatchObject({ AlarmName: 'both', HistorySummary: 'Alarm updated from OK to ALARM' })
  })

  it('is not among the metric alarms, but found by what it looks at', async () => {
    await compose()
    const names = async (input: object) => {
      const { MetricAlarms, CompositeAlarms } = await call('DescribeAlarms', input)
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }: any) => AlarmName)
    }
    expect(await names({})).toEqual(['one', 'two'])
    expect(await names({ ParentsOfAlarmName: 'one' })).toEqual(['both'])
    expect(await names({ ChildrenOfAlarmName: 'both' })).toEqual(['one', 'two'])
  })

  it('on alarms that are not there, on itself, or with a suppressor is refused', async () => {
    await compose()
    await expect(compose({ AlarmRule: 'ALARM(nobody)' })).rejects.toThrow(
      'Could not save the composite alarm as alarms [nobody] in the alarm rule do not exist',
    )
    await expect(compose({ AlarmRule: 'OK(both)' })).rejects.toThrow('depends on both itself')
    await expect(
      compose({ ActionsSuppressor: 'one', ActionsSuppressorWaitPeriod: 1, ActionsSuppressorExtensionPeriod: 1 }),
    ).rejects.toThrow('ActionsSuppressor is not served')
  })
})

describe('GetMetricData', () => {
  const window = { StartTime: new Date(START), EndTime: new Date(START + 5 * MINUTE) }
  const get = (MetricDataQueries: object[], more = {}) =>
    call('GetMetricData', { MetricDataQueries, ScanBy: 'TimestampAscending', ...window, ...more })

  it('computes expressions over the metrics of the request', async () => {
    measure('errors', 1)
    measure('calls', 4)
    const { MetricDataResults } = await get([
      { Id: 'share', Expression: 'errors / calls' },
      { ...metric('errors', 'errors'), ReturnData: false },
      { ...metric('calls', 'calls'), ReturnData: false },
    ])
    expect(MetricDataResults).toEqual([
      { Id: 'share', Label: 'share', Timestamps: [new Date(START)], Values: [0.25], StatusCode: 'Complete' },
    ])
  })

  it('hands out pages of MaxDatapoints over all queries', async () => {
    for (let minute = 0; minute < 3; minute++) {
      measure('a', minute)
      measure('b', 10 + minute)
      await clock.advance(MINUTE)
    }
    const queries = [metric('a', 'a'), metric('b', 'b')]
    const pages = []
    for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
      const page: any = await get(queries, { MaxDatapoints: 4, NextToken })
      pages.push(page.MetricDataResults.map(({ Values, StatusCode }: any) => [Values, StatusCode]))
      NextToken = page.NextToken
    }
    expect(pages).toEqual([
      [
        [[0, 1, 2], 'Complete'],
        [[10], 'PartialData'],
      ],
      [
        [[], 'Complete'],
        [[11, 12], 'Complete'],
      ],
    ])
  })

  it.each([
    [{ Stat: 'Minimum', Period: 60 }, ['a Sum', 'a Minimum']],
    [{ Stat: 'Sum', Period: 300 }, ['a 60', 'a 300']],
    [{ Stat: 'Minimum', Period: 300 }, ['a Sum 60', 'a Minimum 300']],
  ])('labels results by what tells them apart: %j', async (other, expected) => {
    const { MetricDataResults } = await get([metric('x', 'a'), metric('y', 'a', other)])
    expect(MetricDataResults.map(({ Label }: any) => Label)).toEqual(expected)
  })

  it('keeps units apart, and says so when none was asked for', async () => {
    measure('took', 1, 'Seconds')
    measure('took', 60_000, 'Milliseconds')
    const { MetricDataResults } = await get([metric('x', 'took'), metric('y', 'took', { Unit: 'Seconds' })])
    expect(MetricDataResults.map(({ Values, Messages }: any) => [Values, Messages])).toEqual([
      [[60_000], [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Milliseconds, Seconds]'" }]],
      [[1], undefined],
    ])
    const { Datapoints } = await call('GetMetricStatistics', {
      Namespace: 'App',
      MetricName: 'took',
      Period: 60,
      Statistics: ['Sum'],
      ...window,
    })
    expect(Datapoints.map(({ Sum, Unit }: any) => [Sum, Unit])).toEqual([
      [60_000, 'Milliseconds'],
      [1, 'Seconds'],
    ])
  })

  it('gives a day of minutes that begins within one', async () => {
    const [StartTime, EndTime] = [new Date(START - 86_400_000 + 30_500), new Date(START + 30_500)]
    const asked = { Namespace: 'App', MetricName: 'none', Period: 60, Statistics: ['Sum'], StartTime, EndTime }
    expect(await call('GetMetricStatistics', asked)).toMatchObject({ Datapoints: [] })
  })

  it('refuses more datapoints than GetMetricStatistics gives, whether or not there are any', async () => {
    await expect(
      call('GetMetricStatistics', {
        Namespace: 'App',
        MetricName: 'none',
        Period: 1,
        Statistics: ['Sum'],
        StartTime: new Date(START - 86_400_000),
        EndTime: new Date(START),
      }),
    ).rejects.toMatchObject({
      code: 'InvalidParameterCombination',
      message:
        'You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    })
  })
})

describe('PutMetricData', () => {
  it('takes values beside a statistic set, which is what counts', async () => {
    const StatisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 }
    const datum = { MetricName: 'both', Timestamp: new Date(START), Values: [1, 10], Counts: [2, 4], StatisticValues }
    await call('PutMetricData', { Namespace: 'App', MetricData: [datum] })
    const { Datapoints } = await call('GetMetricStatistics', {
      Namespace: 'App',
      MetricName: 'both',
      Period: 60,
      Statistics: ['Sum'],
      StartTime: new Date(START),
      EndTime: new Date(START + 60_000),
    })
    expect(Datapoints).toMatchObject([{ Sum: 55 }])
  })

  it.each<[object, string, RegExp | string]>([
    [
      { Value: 1, Values: [1] },
      'InvalidParameterCombination',
      'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    ],
    [
      { Values: [1, 2], Counts: [1] },
      'InvalidParameterValue',
      'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    ],
    [{}, 'MissingParameter', /At least one of the parameters/],
    [{ Value: Number.NaN }, 'InvalidParameterValue', /NaN/],
    [{ Value: 1, StorageResolution: 5 }, 'InvalidParameterValue', /StorageResolution/],
    [{ Value: 1, Timestamp: new Date(START + 3 * 60 * MINUTE) }, 'InvalidParameterValue', /two hours in the future/],
    [
      { StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 2, Maximum: 1 } },
      'InvalidParameterValue',
      /Maximum must be greater/,
    ],
    [
      { Value: 1, Dimensions: Array.from({ length: 31 }, (_, at) => ({ Name: `d${at}`, Value: 'v' })) },
      'ValidationError',
      /30/,
    ],
  ])('refuses %j with %s', async (datum, code, message) => {
    const input = { Namespace: 'App', MetricData: [{ MetricName: 'm', ...datum }] }
    await expect(call('PutMetricData', input)).rejects.toThrow(message)
    const { code: given } = await call('PutMetricData', input).catch((error) => error)
    if (code !== 'ValidationError') expect(given).toBe(code)
  })

  it('leaves the namespaces of AWS to AWS', () =>
    expect(
      call('PutMetricData', { Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'm', Value: 1 }] }),
    ).rejects.toThrow('The value AWS/Lambda for parameter Namespace is invalid.'))
})

it('dashboards are kept, listed and deleted', async () => {
  const DashboardBody = JSON.stringify({ widgets: [] })
  await call('PutDashboard', { DashboardName: 'loop', DashboardBody })
  expect(await call('GetDashboard', { DashboardName: 'loop' })).toEqual({
    DashboardName: 'loop',
    DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/loop',
    DashboardBody,
  })
  expect((await call('ListDashboards', { DashboardNamePrefix: 'lo' })).DashboardEntries).toEqual([
    {
      DashboardName: 'loop',
      DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/loop',
      LastModified: new Date(START),
      Size: 14,
    },
  ])
  await call('DeleteDashboards', { DashboardNames: ['loop'] })
  await expect(call('GetDashboard', { DashboardName: 'loop' })).rejects.toMatchObject({ code: 'ResourceNotFound' })
  await expect(call('PutDashboard', { DashboardName: 'no spaces', DashboardBody })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
  })
})
