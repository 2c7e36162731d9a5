import { AwsError } from '../../kernel/aws-error.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'
import { periodsOf } from '../periods.ts'
import { statisticOf } from '../statistic.ts'

export const getMetricData =
  ({ metrics }: CloudWatchContext) =>
  ({ MetricDataQueries, StartTime, EndTime, ScanBy = 'TimestampDescending' }: any) => {
    const results = MetricDataQueries.filter(({ ReturnData }: any) => ReturnData !== false).map(
      ({ Id, MetricStat, Expression, Label }: any) => {
        if (!MetricStat)
          throw new AwsError(
            'ValidationError',
            `The local runtime serves queries with MetricStat, not the expression of ${Id}: ${Expression}`,
          )
        const { Metric, Period, Stat, Unit } = MetricStat
        const metric = {
          namespace: Metric.Namespace,
          name: Metric.MetricName,
          dimensions: toDimensions(Metric.Dimensions),
        }
        const statistic = statisticOf(Stat)
        const window = { from: StartTime, to: EndTime, period: Period, unit: Unit }
        const points = periodsOf(metrics, metric, window)
          .map(({ at, bucket }) => ({ at, value: statistic(bucket) }))
          .filter(({ value }) => value !== undefined)
        if (ScanBy === 'TimestampDescending') points.reverse()
        return {
          Id,
          Label: Label ?? Metric.MetricName,
          Timestamps: points.map(({ at }) => new Date(at)),
          Values: points.map(({ value }) => value),
          StatusCode: 'Complete',
        }
      },
    )
    return { MetricDataResults: results, Messages: [] }
  }
