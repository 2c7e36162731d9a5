import { AwsError } from '../../kernel/aws-error.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'
import { periodsOf } from '../periods.ts'
import { statisticOf } from '../statistic.ts'

const MOST_DATAPOINTS = 1440

export const getMetricStatistics =
  ({ metrics }: CloudWatchContext) =>
  (input: any) => {
    const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Unit } = input
    const { Statistics = [], ExtendedStatistics = [] } = input
    if (Statistics.length + ExtendedStatistics.length === 0)
      throw new AwsError('MissingParameter', 'The request must contain the parameter Statistics or ExtendedStatistics.')
    const metric = { namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) }
    const window = { from: StartTime, to: EndTime, period: Period, unit: Unit }
    const found = periodsOf(metrics, metric, window)
    if (found.length > MOST_DATAPOINTS)
      throw new AwsError(
        'InvalidParameterCombination',
        `You have requested up to ${found.length} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}.`,
      )
    const Datapoints = found.map(({ at, bucket }) => {
      const values = (names: string[]) => Object.fromEntries(names.map((name) => [name, statisticOf(name)(bucket)]))
      return {
        Timestamp: new Date(at),
        ...values(Statistics),
        ...(ExtendedStatistics.length > 0 && { ExtendedStatistics: values(ExtendedStatistics) }),
        Unit: metrics.unitOf(metric),
      }
    })
    return { Label: MetricName, Datapoints }
  }
