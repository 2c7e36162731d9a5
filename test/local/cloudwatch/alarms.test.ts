import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const START = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

let stateDir: string
let served: Served
let clock: VirtualClock
let cloudwatch: CloudWatchClient
let changes: AwsEvent[]

async function up(start = START) {
  clock = new VirtualClock({ auto: false, start })
  served = await serve({ clock, stateDir })
  const { kernel } = served
  changes = []
  kernel.onEvent((event) => changes.push(event))
  for (const service of [createSqs(kernel), createSns(kernel), createCloudWatch(kernel)]) kernel.register(service)
  for (const service of kernel.services()) await service.start?.()
  cloudwatch = new CloudWatchClient(served.client)
}

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  await up()
})
afterEach(async () => {
  await served.close()
  rmSync(stateDir, { recursive: true, force: true })
})

const alarm = (more: Partial<PutMetricAlarmCommandInput> = {}) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'drift',
      Namespace: 'Trimtab',
      MetricName: 'drift',
      Dimensions: [{ Name: 'line', Value: 'a' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      ...more,
    }),
  )
const NO_METRIC = {
  MetricName: undefined,
  Namespace: undefined,
  Dimensions: undefined,
  Statistic: undefined,
  Period: undefined,
}
const measure = (value: number, line = 'a') =>
  served.kernel.metric({ namespace: 'Trimtab', name: 'drift', dimensions: { line }, value, unit: 'None' })
const state = async () =>
  (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['drift'] }))).MetricAlarms![0]!

describe('an alarm', () => {
  it('starts with insufficient data, goes off, and comes back, each with its event', async () => {
    await alarm()
    expect(await state()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    })
    measure(9)
    measure(100, 'another line')
    await clock.advance(MINUTE)
    expect((await state()).StateValue).toBe('ALARM')
    measure(1)
    await clock.advance(MINUTE)
    expect((await state()).StateValue).toBe('OK')
    expect(changes.map(({ detail }: any) => [detail.previousState.value, detail.state.value])).toEqual([
      ['INSUFFICIENT_DATA', 'ALARM'],
      ['ALARM', 'OK'],
    ])
    expect(changes[0]).toMatchObject({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:drift'],
      detail: {
        alarmName: 'drift',
        configuration: {
          metrics: [
            {
              metricStat: {
                metric: { namespace: 'Trimtab', name: 'drift', dimensions: { line: 'a' } },
                period: 60,
                stat: 'Maximum',
              },
              returnData: true,
            },
          ],
        },
        state: {
          value: 'ALARM',
          reason: 'Threshold Crossed: 1 datapoint [9.0 (01/01/26 00:00:00)] was greater than the threshold (5.0).',
          timestamp: '2026-01-01T00:01:00.000+0000',
        },
      },
    })
    const { reasonData } = (changes[0]!.detail as any).state
    expect(JSON.parse(reasonData)).toMatchObject({ version: '1.0', threshold: 5, recentDatapoints: [9] })
  })

  it('of 2 out of 3 datapoints waits for the second', async () => {
    await alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 })
    const values = []
    for (const value of [1, 9, 1, 9, 1, 1, 1]) {
      measure(value)
      await clock.advance(MINUTE)
      values.push((await state()).StateValue)
    }
    expect(values).toEqual(['OK', 'OK', 'OK', 'ALARM', 'OK', 'OK', 'OK'])
  })

  it('goes to insufficient data when its metric falls silent', async () => {
    await alarm()
    measure(1)
    await clock.advance(MINUTE)
    expect((await state()).StateValue).toBe('OK')
    await clock.advance(5 * MINUTE)
    expect((await state()).StateValue).toBe('INSUFFICIENT_DATA')
  })

  it('tells its topic, and its history', async () => {
    const { kernel } = served
    const call = (service: string, operation: string, input: object) =>
      kernel.call(service, operation, input, kernel.root)
    await call('sqs', 'CreateQueue', { QueueName: 'q' })
    const { TopicArn } = await call('sns', 'CreateTopic', { Name: 't' })
    await call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: kernel.arn('sqs', 'q') })
    await alarm({ AlarmActions: [TopicArn] })
    measure(9)
    await clock.advance(3 * MINUTE)
    const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl: 'x/q', MaxNumberOfMessages: 10 })
    expect(Messages).toHaveLength(1)
    const told = JSON.parse(JSON.parse(Messages[0].Body).Message)
    expect(told).toMatchObject({ AlarmName: 'drift', NewStateValue: 'ALARM', OldStateValue: 'INSUFFICIENT_DATA' })
    const { AlarmHistoryItems } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'drift', ScanBy: 'TimestampAscending' }),
    )
    expect(AlarmHistoryItems!.map(({ HistoryItemType }) => HistoryItemType)).toEqual([
      'ConfigurationUpdate',
      'StateUpdate',
      'Action',
    ])
  })

  it('keeps a state that was set by hand until its data says otherwise', async () => {
    await alarm({ TreatMissingData: 'ignore' })
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'drift', StateValue: 'ALARM', StateReason: 'trying' }))
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'drift', StateValue: 'ALARM', StateReason: 'again' }))
    await clock.advance(10 * MINUTE)
    expect((await state()).StateValue).toBe('ALARM')
    expect(changes).toHaveLength(1)
    measure(1)
    await clock.advance(MINUTE)
    expect((await state()).StateValue).toBe('OK')
  })

  it('remembers state and data over a restart', async () => {
    await alarm({ EvaluationPeriods: 2 })
    measure(9)
    await clock.advance(MINUTE)
    await served.close()
    await up(START + MINUTE)
    measure(9)
    await clock.advance(MINUTE)
    expect((await state()).StateValue).toBe('ALARM')
  })

  it.each([
    ['metric math over a metric that is not there', { ...NO_METRIC, Metrics: [{ Id: 'e', Expression: 'm1*2' }] }],
    ['anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'band' }],
    ['more datapoints than periods', { DatapointsToAlarm: 2 }],
    ['no statistic', { Statistic: undefined }],
    ['an action that is not run', { AlarmActions: ['arn:aws:automate:ap-southeast-1:ec2:stop'] }],
  ])('with %s is refused', async (_what, more) => {
    await expect(alarm(more as any)).rejects.toMatchObject({ name: expect.stringMatching(/^Validation/) })
  })
})

describe('a metric', () => {
  const window = () => ({ StartTime: new Date(START), EndTime: new Date(clock.now() + 1) })

  it('is read back by period and statistic', async () => {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Trimtab',
        MetricData: [
          { MetricName: 'ms', Value: 4, Unit: 'Milliseconds' },
          { MetricName: 'ms', Values: [1, 2], Counts: [1, 2], Unit: 'Milliseconds' },
        ],
      }),
    )
    await clock.advance(5 * MINUTE)
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: 'Trimtab', MetricData: [{ MetricName: 'ms', Value: 8 }] }),
    )
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Trimtab',
        MetricName: 'ms',
        Period: 300,
        Statistics: ['SampleCount', 'Sum', 'Maximum'],
        ExtendedStatistics: ['p50'],
        ...window(),
      }),
    )
    expect(
      Datapoints!.map(({ SampleCount, Sum, Maximum, ExtendedStatistics }) => [
        SampleCount,
        Sum,
        Maximum,
        ExtendedStatistics!['p50'],
      ]),
    ).toEqual([
      [4, 9, 4, 2],
      [1, 8, 8, 8],
    ])
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          { Id: 'm', MetricStat: { Metric: { Namespace: 'Trimtab', MetricName: 'ms' }, Period: 60, Stat: 'Average' } },
        ],
        ScanBy: 'TimestampAscending',
        ...window(),
      }),
    )
    expect(MetricDataResults![0]!.Values).toEqual([2.25, 8])
    expect(MetricDataResults![0]!.Timestamps![1]).toEqual(new Date(START + 5 * MINUTE))
  })

  it('comes from a log line in the embedded metric format', async () => {
    const line = {
      _aws: {
        Timestamp: START,
        CloudWatchMetrics: [
          { Namespace: 'Trimtab', Dimensions: [['line']], Metrics: [{ Name: 'runs', Unit: 'Count' }] },
        ],
      },
      line: 'a',
      runs: 3,
    }
    served.kernel.log('/aws/lambda/f', 's', JSON.stringify(line))
    const { Metrics } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'Trimtab', Dimensions: [{ Name: 'line' }] }),
    )
    expect(Metrics).toEqual([{ Namespace: 'Trimtab', MetricName: 'runs', Dimensions: [{ Name: 'line', Value: 'a' }] }])
  })

  it('of three weeks ago is refused', async () => {
    const Timestamp = new Date(START - 21 * 86_400_000)
    const put = new PutMetricDataCommand({
      Namespace: 'Trimtab',
      MetricData: [{ MetricName: 'ms', Value: 1, Timestamp }],
    })
    await expect(cloudwatch.send(put)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  })
})
