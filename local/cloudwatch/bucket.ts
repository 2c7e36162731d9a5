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

/** With more values than this, percentiles are of values with three digits: what is kept does not grow with the load. */
const MOST_EXACT = 500

export function addTo(bucket: Bucket, sample: Sample): void {
  if ('values' in sample) {
    for (const [value, count] of sample.values) {
      bucket.count += count
      bucket.sum += value * count
      if (value < bucket.min) bucket.min = value
      if (value > bucket.max) bucket.max = value
      if (bucket.values) keep(bucket.values, value, count)
    }
    return
  }
  bucket.count += sample.count
  bucket.sum += sample.sum
  bucket.min = Math.min(bucket.min, sample.min)
  bucket.max = Math.max(bucket.max, sample.max)
  delete bucket.values
}

/** The entry of each value, so that a value that comes again is counted where it stands. */
const entries = new WeakMap<[number, number][], Map<number, [number, number]>>()

function keep(values: [number, number][], value: number, count: number): void {
  let known = entries.get(values)
  if (!known) {
    known = new Map(values.map((entry) => [entry[0], entry]))
    entries.set(values, known)
  }
  const kept = values.length < MOST_EXACT ? value : threeDigits(value)
  const entry = known.get(kept)
  if (entry) {
    entry[1] += count
    return
  }
  const added: [number, number] = [kept, count]
  values.push(added)
  known.set(kept, added)
  if (values.length === MOST_EXACT) coarsen(values, known)
}

function coarsen(values: [number, number][], known: Map<number, [number, number]>): void {
  const all = values.splice(0)
  known.clear()
  for (const [value, count] of all) {
    const kept = threeDigits(value)
    const entry = known.get(kept)
    if (entry) entry[1] += count
    else {
      const added: [number, number] = [kept, count]
      values.push(added)
      known.set(kept, added)
    }
  }
}

function threeDigits(value: number): number {
  const size = Math.abs(value)
  if (size < 1000 && Number.isInteger(value)) return value
  const step = 10 ** (Math.floor(Math.log10(size)) - 2)
  return Number((Math.round(value / step) * step).toPrecision(3))
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
