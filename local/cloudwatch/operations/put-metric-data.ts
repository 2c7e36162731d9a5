import { AwsError } from '../../kernel/aws-error.ts'
import type { Sample } from '../bucket.ts'
import { type CloudWatchContext, toDimensions } from '../context.ts'

const HOUR = 3_600_000
const LARGEST = 2 ** 360
const MOST_DATA = 1000

/** Takes all data of a request, or none when one of them is wrong. */
export const putMetricData =
  ({ kernel, metrics }: CloudWatchContext) =>
  ({ Namespace, MetricData = [], EntityMetricData = [] }: any) => {
    if (Namespace.startsWith('AWS/')) throw invalid(`The value ${Namespace} for parameter Namespace is invalid.`)
    const now = kernel.clock.now()
    const all = [...MetricData, ...EntityMetricData.flatMap((entity: any) => entity.MetricData ?? [])]
    if (all.length > MOST_DATA)
      throw new AwsError('ValidationError', `The collection MetricData must not have a size greater than ${MOST_DATA}.`)
    const ready = all.map((datum, index) => {
      const path = `MetricData.member.${index + 1}`
      const at = datum.Timestamp?.getTime() ?? now
      checkTime(at, now, path)
      return { datum, at, sample: sampleOf(datum, path), resolution: resolutionOf(datum, path) }
    })
    for (const { datum, sample, at, resolution } of ready) {
      const metric = { namespace: Namespace, name: datum.MetricName, dimensions: toDimensions(datum.Dimensions) }
      metrics.record(metric, datum.Unit ?? 'None', at, sample, resolution)
    }
    // What is acknowledged is kept; only the runtime's own metrics are written behind.
    metrics.flush()
  }

function checkTime(at: number, now: number, path: string): void {
  if (at <= now - 14 * 24 * HOUR)
    throw invalid(`The parameter ${path}.Timestamp must specify a time within the past two weeks.`)
  if (at >= now + 2 * HOUR)
    throw invalid(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`)
}

function resolutionOf({ StorageResolution = 60 }: any, path: string): number {
  if (![1, 60].includes(StorageResolution))
    throw invalid(`The value ${StorageResolution} for parameter ${path}.StorageResolution is invalid.`)
  return StorageResolution
}

function sampleOf(datum: any, path: string): Sample {
  const given = ['Value', 'Values', 'StatisticValues'].filter((form) => datum[form] !== undefined)
  // Values beside StatisticValues are taken, as CloudWatch takes them: the statistics count.
  if (given.length > 1 && given[0] === 'Value')
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameters ${path}.${given[0]} and ${path}.${given[1]} are mutually exclusive and you have specified both.`,
    )
  if (given.length === 0)
    throw new AwsError(
      'MissingParameter',
      `At least one of the parameters ${path}.Value, ${path}.Values and ${path}.StatisticValues must be specified.`,
    )
  return datum.StatisticValues ? summaryOf(datum.StatisticValues, path) : valuesOf(datum, path)
}

function summaryOf(given: any, path: string): Sample {
  const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = given
  for (const [name, value] of Object.entries(given)) checkNumber(value as number, `${path}.StatisticValues.${name}`)
  if (count <= 0) throw invalid(`The value ${count} for parameter ${path}.StatisticValues.SampleCount is invalid.`)
  if (min > max)
    throw invalid(
      `The parameter ${path}.StatisticValues.Maximum must be greater than or equal to ${path}.StatisticValues.Minimum.`,
    )
  return { count, sum, min, max }
}

function valuesOf({ Value, Values, Counts }: any, path: string): Sample {
  const values: number[] = Values ?? [Value]
  if (Counts && Counts.length !== values.length)
    throw invalid(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`)
  for (const value of values) checkNumber(value, `${path}.Value`)
  for (const count of Counts ?? [])
    if (!(count > 0)) throw invalid(`The value ${count} for parameter ${path}.Counts is invalid.`)
  return { values: values.map((value, index) => [value, Counts?.[index] ?? 1]) }
}

function checkNumber(value: number, path: string): void {
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST)
    throw invalid(`The value ${value} for parameter ${path} is invalid.`)
}

const invalid = (message: string) => new AwsError('InvalidParameterValue', message)
