import { page } from '../../paging/page.ts'
import { type Alarm, type CompositeAlarm, isComposite, type MetricAlarm } from '../alarm.ts'
import { type CloudWatchContext, fromDimensions, toDimensions } from '../context.ts'
import { keyOf } from '../metric-store.ts'
import type { Query } from '../queries.ts'

/** Metric alarms alone, unless AlarmTypes asks for composite ones. */
export const describeAlarms =
  ({ alarms, watch }: CloudWatchContext) =>
  (input: any) => {
    const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix, AlarmTypes = ['MetricAlarm'] } = input
    const { ChildrenOfAlarmName, ParentsOfAlarmName, MaxRecords = 50, NextToken: token } = input
    const childrenOf = (name: string) => {
      const alarm = alarms.find(name)
      return alarm && isComposite(alarm) ? watch.composites.ruleOf(alarm).alarms : []
    }
    const typed = (alarm: Alarm) =>
      ChildrenOfAlarmName ||
      ParentsOfAlarmName ||
      AlarmTypes.includes(isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm')
    const found = alarms
      .all()
      .filter(
        (alarm) =>
          typed(alarm) &&
          (!AlarmNames || AlarmNames.includes(alarm.name)) &&
          alarm.name.startsWith(AlarmNamePrefix) &&
          (!ChildrenOfAlarmName || childrenOf(ChildrenOfAlarmName).includes(alarm.name)) &&
          (!ParentsOfAlarmName || childrenOf(alarm.name).includes(ParentsOfAlarmName)) &&
          alarm.state.value === (StateValue ?? alarm.state.value) &&
          (!ActionPrefix ||
            [...alarm.okActions, ...alarm.alarmActions, ...alarm.insufficientDataActions].some((arn) =>
              arn.startsWith(ActionPrefix),
            )),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, NextToken } = page(found, token, MaxRecords)
    return {
      MetricAlarms: items.filter((alarm) => !isComposite(alarm)).map((alarm) => described(alarm as MetricAlarm)),
      CompositeAlarms: items.filter(isComposite).map(describedComposite),
      NextToken,
    }
  }

export const describeAlarmsForMetric =
  ({ alarms }: CloudWatchContext) =>
  ({ Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit }: any) => {
    const key = keyOf({ namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) })
    const found = alarms
      .all()
      .filter(
        (alarm): alarm is MetricAlarm =>
          !isComposite(alarm) &&
          alarm.metric !== undefined &&
          keyOf(alarm.metric) === key &&
          alarm.stat === (Statistic ?? ExtendedStatistic ?? alarm.stat) &&
          alarm.period === (Period ?? alarm.period) &&
          alarm.unit === (Unit ?? alarm.unit),
      )
    return { MetricAlarms: found.map(described) }
  }

function described(alarm: MetricAlarm) {
  return {
    ...common(alarm),
    ...(alarm.queries ? { Metrics: alarm.queries.map(queryOf) } : metricOf(alarm)),
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
  }
}

const describedComposite = (alarm: CompositeAlarm) => ({ ...common(alarm), AlarmRule: alarm.rule })

const common = (alarm: Alarm) => ({
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
})

function metricOf({ metric, period, unit, stat = '' }: MetricAlarm) {
  const { namespace, name, dimensions } = metric!
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: fromDimensions(dimensions),
    Period: period,
    Unit: unit,
    [stat.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: stat,
  }
}

const queryOf = ({ id, label, expression, stat, returnData, period }: Query) => ({
  Id: id,
  Label: label,
  ReturnData: returnData,
  ...(expression && { Expression: expression, Period: period }),
  ...(stat && {
    MetricStat: {
      Metric: {
        Namespace: stat.metric.namespace,
        MetricName: stat.metric.name,
        Dimensions: fromDimensions(stat.metric.dimensions),
      },
      Period: stat.period,
      Stat: stat.stat,
      Unit: stat.unit,
    },
  }),
})
