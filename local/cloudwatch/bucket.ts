/** What came in one stretch of time. */
export interface Bucket {
  count: number
  sum: number
  min: number
  max: number
  /** Value -> how often; missing once a sample came as a summary, whose values are unknown. */
  values?: [number, number][]
}

/** Values with their counts, or a summary of values that the sender has not kept. */
export type Sample =
  | { values: [value: number, count: number][] }
  | { count: number; sum: number; min: number; max: number }

export const emptyBucket = (): Bucket => ({
  count: 0,
  sum: 0,
  min: Number.MAX_VALUE,
  max: -Number.MAX_VALUE,
  values: [],
})

export function addTo(bucket: Bucket, sample: Sample): void {
  if ('values' in sample) {
    for (const [value, count] of sample.values) {
      bucket.count += count
      bucket.sum += value * count
      bucket.min = Math.min(bucket.min, value)
      bucket.max = Math.max(bucket.max, value)
      const last = bucket.values?.at(-1)
      // Runs of one value, such as counts of one, stay one entry.
      if (last?.[0] === value) last[1] += count
      else bucket.values?.push([value, count])
    }
    return
  }
  bucket.count += sample.count
  bucket.sum += sample.sum
  bucket.min = Math.min(bucket.min, sample.min)
  bucket.max = Math.max(bucket.max, sample.max)
  delete bucket.values
}

export function merged(buckets: readonly Bucket[]): Bucket | undefined {
  const [first, ...others] = buckets
  if (!first) return undefined
  if (others.length === 0) return first
  const all = emptyBucket()
  for (const bucket of buckets) addTo(all, bucket.values ? { values: bucket.values } : summaryOf(bucket))
  return all
}

const summaryOf = ({ count, sum, min, max }: Bucket) => ({ count, sum, min, max })
