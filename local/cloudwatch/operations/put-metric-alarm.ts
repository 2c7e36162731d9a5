import { AwsError } from '../../kernel/aws-error.ts'
import { isComposite, type MetricAlarm } from '../alarm.ts'
import { checkActions } from '../alarm-actions.ts'
import { type CloudWatchContext, toDimensions, toTags } from '../context.ts'
import { periodOf, type Query, readQueries } from '../queries.ts'
import { statisticOf } from '../statistic.ts'

const COMPARISONS = new Set([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
])
const LONGEST_WINDOW = 604_800

/** Makes an alarm, or changes the configuration of one, whose state then stays until the next evaluation. */
export const putMetricAlarm =
  ({ kernel, alarms, watch }: CloudWatchContext) =>
  (input: any) => {
    const now = kernel.clock.now()
    const known = alarms.find(input.AlarmName)
    if (known && isComposite(known)) throw refuse(`${input.AlarmName} is the name of a composite alarm.`)
    const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input
    checkActions([...OKActions, ...AlarmActions, ...InsufficientDataActions])
    const watched = watchedOf(input)
    check(input, watched.period)
    const alarm: MetricAlarm = {
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
      // Tags are given at the beginning; later they are changed by their own operations.
      tags: known?.tags ?? toTags(input.Tags),
    }
    alarms.put(alarm)
    alarms.remember(alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${known ? 'updated' : 'created'}`, {
      version: '1.0',
      type: known ? 'Update' : 'Create',
    })
    watch.arm()
  }

type Watched = Pick<MetricAlarm, 'metric' | 'stat' | 'period' | 'unit' | 'queries'>

function watchedOf(input: any): Watched {
  const { Namespace, MetricName, Dimensions, Period, Unit, Statistic, ExtendedStatistic } = input
  if (input.Metrics) {
    if (MetricName || Namespace || Dimensions || Period || Unit || Statistic || ExtendedStatistic)
      throw refuse('Metrics must not be given together with the parameters of one metric.')
    return queried(readQueries(input.Metrics))
  }
  if (!Namespace || !MetricName || !Period)
    throw refuse('A metric alarm needs MetricName, Namespace and Period, or Metrics.')
  if (Boolean(Statistic) === Boolean(ExtendedStatistic))
    throw refuse('Exactly one of Statistic and ExtendedStatistic must be given.')
  const stat = Statistic ?? ExtendedStatistic
  statisticOf(stat)
  const metric = { namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) }
  return { metric, stat, period: Period, unit: Unit }
}

function queried(queries: Query[]): Watched {
  const judged = queries.filter(({ returnData }) => returnData)
  if (judged.length !== 1) throw refuse('Exactly one element of the metrics list should return data.')
  const periods = new Set(queries.map((query) => periodOf(queries, query)))
  if (periods.size > 1) throw refuse('All metrics of an alarm must have the same period.')
  const [period] = periods
  if (period === undefined || !Number.isFinite(period)) throw refuse('The metrics list must hold a metric.')
  return { queries, period }
}

function check(input: any, period: number): void {
  const { EvaluationPeriods, DatapointsToAlarm = 1, Threshold, ThresholdMetricId, ComparisonOperator } = input
  const { TreatMissingData } = input
  if (!COMPARISONS.has(ComparisonOperator) || ThresholdMetricId)
    throw refuse(`Alarms on anomaly detection (${ComparisonOperator}) are not served by the local runtime.`)
  if (Threshold === undefined) throw refuse('A metric alarm needs a Threshold.')
  if (!EvaluationPeriods) throw refuse('A metric alarm needs EvaluationPeriods.')
  if (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)
    throw refuse('DatapointsToAlarm must be at least 1 and at most EvaluationPeriods.')
  if (![10, 20, 30].includes(period) && period % 60 !== 0)
    throw refuse('Period must be 10, 20, 30 or a multiple of 60.')
  const longest = period >= 3600 ? LONGEST_WINDOW : 86_400
  if (EvaluationPeriods * period > longest)
    throw refuse(`Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period).`)
  if (TreatMissingData && !['breaching', 'notBreaching', 'ignore', 'missing'].includes(TreatMissingData))
    throw refuse(`Option ${TreatMissingData} is not supported for TreatMissingData.`)
}

const refuse = (message: string) => new AwsError('ValidationError', message)
