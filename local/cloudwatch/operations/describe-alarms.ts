import { page } from '../../paging/page.ts'
import type { Alarm } from '../alarm.ts'
import { type CloudWatchContext, fromDimensions, toDimensions } from '../context.ts'
import { keyOf } from '../metric-store.ts'

export const describeAlarms =
  ({ alarms }: CloudWatchContext) =>
  ({
    AlarmNames,
    AlarmNamePrefix = '',
    StateValue,
    ActionPrefix,
    AlarmTypes,
    MaxRecords = 50,
    NextToken: token,
  }: any) => {
    const found = alarms
      .all()
      .filter(
        (alarm) =>
          (!AlarmTypes || AlarmTypes.includes('MetricAlarm')) &&
          (!AlarmNames || AlarmNames.includes(alarm.name)) &&
          alarm.name.startsWith(AlarmNamePrefix) &&
          alarm.state.value === (StateValue ?? alarm.state.value) &&
          (!ActionPrefix ||
            [...alarm.okActions, ...alarm.alarmActions, ...alarm.insufficientDataActions].some((arn) =>
              arn.startsWith(ActionPrefix),
            )),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, NextToken } = page(found, token, MaxRecords)
    return { MetricAlarms: items.map(described), CompositeAlarms: [], NextToken }
  }

export const describeAlarmsForMetric =
  ({ alarms }: CloudWatchContext) =>
  ({ Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit }: any) => {
    const key = keyOf({ namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) })
    const found = alarms
      .all()
      .filter(
        (alarm) =>
          keyOf(alarm.metric) === key &&
          alarm.stat === (Statistic ?? ExtendedStatistic ?? alarm.stat) &&
          alarm.period === (Period ?? alarm.period) &&
          alarm.unit === (Unit ?? alarm.unit),
      )
    return { MetricAlarms: found.map(described) }
  }

function described(alarm: Alarm) {
  const { namespace, name, dimensions } = alarm.metric
  const metric = { Namespace: namespace, MetricName: name, Dimensions: fromDimensions(dimensions) }
  const isPercentile = alarm.stat.startsWith('p')
  const watched = alarm.queryId
    ? {
        Metrics: [
          {
            Id: alarm.queryId,
            MetricStat: { Metric: metric, Period: alarm.period, Stat: alarm.stat, Unit: alarm.unit },
            ReturnData: true,
          },
        ],
      }
    : {
        ...metric,
        Period: alarm.period,
        Unit: alarm.unit,
        [isPercentile ? 'ExtendedStatistic' : 'Statistic']: alarm.stat,
      }
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    StateValue: alarm.state.value,
    StateReason: alarm.state.reason,
    StateReasonData: alarm.state.reasonData,
    StateUpdatedTimestamp: new Date(alarm.state.at),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
    ...watched,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
  }
}
