import { AwsError } from '../../kernel/aws-error.ts'
import type { Alarm } from '../alarm.ts'
import { checkActions } from '../alarm-actions.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'
import { statisticOf } from '../statistic.ts'

const COMPARISONS = new Set([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
])

/** Makes an alarm, or changes the configuration of one, whose state then stays until the next evaluation. */
export const putMetricAlarm =
  ({ kernel, alarms, watch }: CloudWatchContext) =>
  (input: any) => {
    const now = kernel.clock.now()
    const known = alarms.find(input.AlarmName)
    const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input
    checkActions([...OKActions, ...AlarmActions, ...InsufficientDataActions])
    const watched = watchedOf(input)
    check(input, watched.period)
    statisticOf(watched.stat)
    const alarm: Alarm = {
      name: input.AlarmName,
      arn: kernel.arn('cloudwatch', `alarm:${input.AlarmName}`),
      description: input.AlarmDescription,
      actionsEnabled: input.ActionsEnabled ?? true,
      okActions: OKActions,
      alarmActions: AlarmActions,
      insufficientDataActions: InsufficientDataActions,
      ...watched,
      evaluationPeriods: input.EvaluationPeriods,
      datapointsToAlarm: input.DatapointsToAlarm,
      threshold: input.Threshold,
      comparison: input.ComparisonOperator,
      treatMissingData: input.TreatMissingData,
      state: known?.state ?? { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: now },
      configuredAt: now,
      transitionedAt: known?.transitionedAt ?? now,
    }
    alarms.put(alarm)
    alarms.remember(alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${known ? 'updated' : 'created'}`, {
      version: '1.0',
      type: known ? 'Update' : 'Create',
    })
    watch.arm()
  }

type Watched = Pick<Alarm, 'metric' | 'stat' | 'period' | 'unit' | 'queryId'>

function watchedOf(input: any): Watched {
  if (input.Metrics) return onlyQuery(input.Metrics)
  const { Namespace, MetricName, Dimensions, Period, Unit, Statistic, ExtendedStatistic } = input
  if (!Namespace || !MetricName || !Period)
    throw refuse('A metric alarm needs MetricName, Namespace and Period, or Metrics.')
  if (Boolean(Statistic) === Boolean(ExtendedStatistic))
    throw refuse('Exactly one of Statistic and ExtendedStatistic must be given.')
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) },
    stat: Statistic ?? ExtendedStatistic,
    period: Period,
    unit: Unit,
  }
}

function onlyQuery(queries: any[]): Watched {
  const [query] = queries
  if (queries.length !== 1 || !query.MetricStat)
    throw refuse('The local runtime serves alarms on one MetricStat, not on metric math.')
  const { Metric, Period, Stat, Unit } = query.MetricStat
  return {
    metric: { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: toDimensions(Metric.Dimensions) },
    stat: Stat,
    period: Period,
    unit: Unit,
    queryId: query.Id,
  }
}

function check(input: any, period: number): void {
  const { EvaluationPeriods, DatapointsToAlarm = 1, Threshold, ComparisonOperator, TreatMissingData } = input
  if (!COMPARISONS.has(ComparisonOperator))
    throw refuse(`The local runtime does not serve the ComparisonOperator ${ComparisonOperator}.`)
  if (Threshold === undefined) throw refuse('A metric alarm needs a Threshold.')
  if (!EvaluationPeriods) throw refuse('A metric alarm needs EvaluationPeriods.')
  if (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)
    throw refuse('DatapointsToAlarm must be at least 1 and at most EvaluationPeriods.')
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw refuse('Period must be 10, 20, 30 or a multiple of 60.')
  const longest = period >= 3600 ? 604_800 : 86_400
  if (EvaluationPeriods * period > longest)
    throw refuse(`Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period).`)
  if (TreatMissingData && !['breaching', 'notBreaching', 'ignore', 'missing'].includes(TreatMissingData))
    throw refuse(`Option ${TreatMissingData} is not supported for TreatMissingData.`)
}

const refuse = (message: string) => new AwsError('ValidationError', message)
