import { AwsError } from '../../kernel/aws-error.ts'
import type { Sample } from '../bucket.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'

const HOUR = 3_600_000
const LARGEST = 2 ** 360

export const putMetricData =
  ({ kernel, metrics }: CloudWatchContext) =>
  ({ Namespace, MetricData = [], EntityMetricData = [] }: any) => {
    const now = kernel.clock.now()
    const all = [...MetricData, ...EntityMetricData.flatMap((entity: any) => entity.MetricData ?? [])]
    const ready = all.map((datum) => ({ datum, sample: sampleOf(datum), at: datum.Timestamp?.getTime() ?? now }))
    for (const { at } of ready)
      if (!(at > now - 14 * 24 * HOUR && at < now + 2 * HOUR))
        throw invalid('The parameter MetricData.member.Timestamp must specify a time within the past two weeks.')
    for (const { datum, sample, at } of ready) {
      const metric = { namespace: Namespace, name: datum.MetricName, dimensions: toDimensions(datum.Dimensions) }
      metrics.record(metric, datum.Unit ?? 'None', at, sample, datum.StorageResolution === 1 ? 1 : 60)
    }
    // What was acknowledged is kept; the runtime's own metrics are written behind.
    metrics.flush()
  }

function sampleOf({ MetricName, Value, Values, Counts, StatisticValues }: any): Sample {
  const given = [Value, Values, StatisticValues].filter((form) => form !== undefined)
  if (given.length !== 1)
    throw new AwsError(
      'InvalidParameterCombination',
      `Exactly one of Value, Values and StatisticValues must be given for ${MetricName}.`,
    )
  if (StatisticValues) {
    const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = StatisticValues
    return { count, sum, min, max }
  }
  const values: number[] = Values ?? [Value]
  if (Counts && Counts.length !== values.length)
    throw invalid('The parameters MetricData.member.Values and MetricData.member.Counts must be of the same size.')
  for (const value of values)
    if (!Number.isFinite(value) || Math.abs(value) > LARGEST)
      throw invalid(`The value ${value} for parameter MetricData.member.Value is invalid.`)
  return { values: values.map((value, index) => [value, Counts?.[index] ?? 1]) }
}

const invalid = (message: string) => new AwsError('InvalidParameterValue', message)
