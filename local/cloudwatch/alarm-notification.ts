import type { Kernel } from '../kernel/kernel.ts'
import { decimal } from '../wire/decimal.ts'
import { type Alarm, type AlarmState, isComposite, type MetricAlarm } from './alarm.ts'
import { configurationOf, stateOf } from './alarm-event.ts'
import { stamp } from './alarm-reason.ts'
import type { Query } from './queries.ts'
import { regionName } from './region-name.ts'

/** The message that a topic's subscribers read. */
export function notificationOf(kernel: Kernel, alarm: Alarm, previous: AlarmState) {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: kernel.account,
    AlarmConfigurationUpdatedTimestamp: stamp(alarm.configuredAt),
    NewStateValue: alarm.state.value,
    NewStateReason: alarm.state.reason,
    StateChangeTime: stamp(alarm.state.at),
    Region: regionName(kernel.region),
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    ...(isComposite(alarm)
      ? { AlarmRule: alarm.rule, TriggeringChildren: triggeringChildren(alarm.state) }
      : { Trigger: triggerOf(alarm) }),
  }
}

/** What a function is invoked with. */
export function invocationOf(kernel: Kernel, alarm: Alarm, previous: AlarmState) {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: kernel.account,
    time: stamp(alarm.state.at),
    region: kernel.region,
    alarmData: {
      alarmName: alarm.name,
      state: stateOf(alarm.state),
      previousState: stateOf(previous),
      configuration: configurationOf(alarm),
    },
  }
}

function triggeringChildren({ reasonData }: AlarmState) {
  const { triggeringAlarms = [] } = JSON.parse(reasonData ?? '{}')
  return triggeringAlarms.map(({ arn, state }: any) => ({
    Arn: arn,
    State: { Value: state.value, Timestamp: state.timestamp },
  }))
}

function triggerOf(alarm: MetricAlarm) {
  return {
    ...(alarm.queries ? { Metrics: alarm.queries.map(queryOf) } : metricOf(alarm)),
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.comparison,
    Threshold: decimal(alarm.threshold),
    TreatMissingData: alarm.treatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: '',
  }
}

function metricOf({ metric, stat = '', unit }: MetricAlarm) {
  const { name, namespace, dimensions } = metric!
  const percentile = stat.startsWith('p')
  return {
    MetricName: name,
    Namespace: namespace,
    StatisticType: percentile ? 'ExtendedStatistic' : 'Statistic',
    ...(percentile ? { ExtendedStatistic: stat } : { Statistic: SPELLED[stat] ?? stat.toUpperCase() }),
    Unit: unit ?? null,
    Dimensions: namesAndValues(dimensions),
  }
}

/** As notifications spell the statistics. */
const SPELLED: Record<string, string> = { SampleCount: 'SAMPLE_COUNT' }

const queryOf = ({ id, label, expression, stat, returnData }: Query) => ({
  ...(expression && { Expression: expression }),
  Id: id,
  ...(label && { Label: label }),
  ...(stat && {
    MetricStat: {
      Metric: {
        Dimensions: namesAndValues(stat.metric.dimensions),
        MetricName: stat.metric.name,
        Namespace: stat.metric.namespace,
      },
      Period: stat.period,
      Stat: stat.stat,
      ...(stat.unit && { Unit: stat.unit }),
    },
  }),
  ReturnData: returnData,
})

const namesAndValues = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([name, value]) => ({ value, name }))
