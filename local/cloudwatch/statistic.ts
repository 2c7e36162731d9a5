import { AwsError } from '../kernel/aws-error.ts'
import type { Bucket } from './bucket.ts'

const SIMPLE: Record<string, (bucket: Bucket) => number> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
}

/** Computes a statistic of CloudWatch: the five simple ones, percentiles such as `p99.9`, ranks such as `PR(100:300)`. */
export function statisticOf(name: string): (bucket: Bucket) => number | undefined {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined
  if (simple) return simple
  const range = /^PR\((\d+(?:\.\d+)?)?:(\d+(?:\.\d+)?)?\)$/.exec(name)
  if (range && name !== 'PR(:)') return (bucket) => percentileRank(bucket, range[1], range[2])
  const rank = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1]
  if (rank === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `The local runtime serves SampleCount, Sum, Average, Minimum, Maximum and percentiles (p0 to p100) and percentile ranks (PR), not the statistic '${name}'.`,
    )
  return (bucket) => percentile(bucket, Number(rank) / 100)
}

/** The smallest value that at least this share of all values does not exceed (nearest rank). */
function percentile({ values, count }: Bucket, share: number): number | undefined {
  if (!values) return undefined
  const sorted = values.toSorted((a, b) => a[0] - b[0])
  // The division that made the share may have left it a hair above a whole rank.
  const rank = Math.max(1, Math.ceil(count * share - 1e-9))
  let seen = 0
  for (const [value, times] of sorted) {
    seen += times
    if (seen >= rank) return value
  }
  return sorted.at(-1)?.[0]
}

/** The percentage of values above the first limit and up to the second. */
function percentileRank({ values, count }: Bucket, above = '-Infinity', upTo = 'Infinity'): number | undefined {
  if (!values) return undefined
  const within = values.filter(([value]) => value > Number(above) && value <= Number(upTo))
  return (100 * within.reduce((sum, [, times]) => sum + times, 0)) / count
}
