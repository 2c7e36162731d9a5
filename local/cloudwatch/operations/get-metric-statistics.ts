import { AwsError } from '../../kernel/aws-error.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'
import { checkWindow, periodsOf } from '../periods.ts'
import { statisticOf } from '../statistic.ts'

const MOST_DATAPOINTS = 1440

/** Datapoints of each unit by itself, in no order that a client could count on. */
export const getMetricStatistics =
  ({ metrics }: CloudWatchContext) =>
  (input: any) => {
    const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Unit } = input
    const { Statistics = [], ExtendedStatistics = [] } = input
    if (Statistics.length + ExtendedStatistics.length === 0)
      throw new AwsError('MissingParameter', 'The request must contain the parameter Statistics or ExtendedStatistics.')
    const metric = { namespace: Namespace, name: MetricName, dimensions: toDimensions(Dimensions) }
    const window = { from: StartTime, to: EndTime, period: Period }
    checkWindow(window)
    // As many as fit between the two times, wherever the first of them begins.
    const asked = Math.ceil((EndTime.getTime() - StartTime.getTime()) / (Period * 1000))
    if (asked > MOST_DATAPOINTS)
      throw new AwsError(
        'InvalidParameterCombination',
        `You have requested up to ${asked} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
      )
    const values = (names: string[], bucket: Parameters<ReturnType<typeof statisticOf>>[0]) =>
      Object.fromEntries(names.map((name) => [name, statisticOf(name)(bucket)]))
    const Datapoints = (Unit ? [Unit] : metrics.unitsOf(metric)).flatMap((unit: string) =>
      periodsOf(metrics, metric, { ...window, unit }).map(({ at, bucket }) => ({
        Timestamp: new Date(at),
        ...values(Statistics, bucket),
        ...(ExtendedStatistics.length > 0 && { ExtendedStatistics: values(ExtendedStatistics, bucket) }),
        Unit: unit,
      })),
    )
    return { Label: MetricName, Datapoints }
  }
