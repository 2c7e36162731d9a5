import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { addTo, type Bucket, emptyBucket, type Sample } from './bucket.ts'

type Dimensions = Readonly<Record<string, string>>

export interface MetricName {
  namespace: string
  name: string
  dimensions: Dimensions
}

interface Series extends MetricName {
  unit: string
  /** True once a value came in a resolution finer than a minute. */
  fine: boolean
  /** Start of the bucket (epoch ms) -> bucket; seconds or minutes, by the resolution it was sent in. */
  buckets: Map<number, Bucket>
}

interface KeptBucket extends MetricName {
  unit: string
  start: number
  bucket: Bucket
}

const KEPT_FOR = 15 * 86_400_000
const WRITE_BEHIND = 1000

/** All metrics: values gathered in buckets of a minute (or a second), kept for 15 days. */
export class MetricStore {
  readonly #kernel: Kernel
  readonly #table: Table<KeptBucket>
  /** By the metric's key, then by unit. */
  readonly #byMetric = new Map<string, Map<string, Series>>()
  /** What was found for the very dimensions that a sender hands over again and again: keys take longer than all else. */
  readonly #bySender = new WeakMap<Dimensions, Map<string, Series>>()
  readonly #dirty = new Map<Bucket, KeptBucket>()
  #timer: Timer | undefined

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#table = kernel.store.table<KeptBucket>('cloudwatch.buckets')
    for (const { start, bucket, ...metric } of this.#table.values()) {
      const series = this.#seriesOf(metric, metric.unit)
      series.buckets.set(start, bucket)
      series.fine ||= start % 60_000 !== 0
    }
  }

  record(metric: MetricName, unit: string, at: number, sample: Sample, resolution = 60): void {
    const series = this.#sendersSeries(metric, unit)
    series.fine ||= resolution < 60
    const start = Math.floor(at / (resolution * 1000)) * resolution * 1000
    let bucket = series.buckets.get(start)
    if (!bucket) {
      this.#forgetOld(series)
      bucket = emptyBucket()
      series.buckets.set(start, bucket)
    }
    addTo(bucket, sample)
    if (!this.#dirty.has(bucket)) this.#dirty.set(bucket, { ...metric, unit, start, bucket })
    this.#timer ??= this.#kernel.clock.after(WRITE_BEHIND, () => this.flush())
  }

  /** The buckets of a metric that start in [from, to): of one unit, or of all of them together. */
  between(metric: MetricName, from: number, to: number, unit?: string): Bucket[] {
    const units = this.#byMetric.get(keyOf(metric))
    const wanted = unit === undefined ? [...(units?.values() ?? [])] : [units?.get(unit)]
    return wanted.flatMap((series) => (series ? this.#within(series, from, to) : []))
  }

  #within(series: Series, from: number, to: number): Bucket[] {
    const found: Bucket[] = []
    // Every bucket starts at a whole second, most at a whole minute.
    const step = series.fine ? 1000 : 60_000
    const first = Math.ceil(from / step) * step
    if ((to - first) / step > series.buckets.size) {
      for (const [start, bucket] of series.buckets) if (start >= from && start < to) found.push(bucket)
      return found
    }
    for (let start = first; start < to; start += step) {
      const bucket = series.buckets.get(start)
      if (bucket) found.push(bucket)
    }
    return found
  }

  /** The units that a metric was sent in, by the alphabet: values of different units are kept apart. */
  unitsOf(metric: MetricName): string[] {
    return [...(this.#byMetric.get(keyOf(metric))?.keys() ?? [])].sort()
  }

  metrics(): MetricName[] {
    return [...this.#byMetric.values()].map((units) => units.values().next().value!)
  }

  lastAt(metric: MetricName): number {
    let last = 0
    for (const { buckets } of this.#byMetric.get(keyOf(metric))?.values() ?? [])
      for (const start of buckets.keys()) last = Math.max(last, start)
    return last
  }

  flush(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    for (const kept of this.#dirty.values()) this.#table.put(rowKey(kept), kept)
    this.#dirty.clear()
  }

  #sendersSeries(metric: MetricName, unit: string): Series {
    let known = this.#bySender.get(metric.dimensions)
    if (!known) {
      known = new Map()
      this.#bySender.set(metric.dimensions, known)
    }
    const last = known.get(metric.name)
    if (last?.namespace === metric.namespace && last.unit === unit) return last
    const series = this.#seriesOf(metric, unit)
    known.set(metric.name, series)
    return series
  }

  #seriesOf({ namespace, name, dimensions }: MetricName, unit: string): Series {
    const key = keyOf({ namespace, name, dimensions })
    const units = this.#byMetric.get(key) ?? new Map<string, Series>()
    this.#byMetric.set(key, units)
    const known = units.get(unit)
    if (known) return known
    const series: Series = { namespace, name, dimensions, unit, fine: false, buckets: new Map() }
    units.set(unit, series)
    return series
  }

  #forgetOld(series: Series): void {
    const oldest = this.#kernel.clock.now() - KEPT_FOR
    for (const start of series.buckets.keys()) {
      if (start >= oldest) break
      series.buckets.delete(start)
      this.#table.delete(rowKey({ ...series, start }))
    }
  }
}

/** Alarms ask for the very same metrics each minute. */
const keys = new WeakMap<MetricName, string>()

export function keyOf(metric: MetricName): string {
  const known = keys.get(metric)
  if (known !== undefined) return known
  const { namespace, name, dimensions } = metric
  const key = [namespace, name, ...Object.entries(dimensions).sort().flat()].join('\n')
  keys.set(metric, key)
  return key
}

const rowKey = (kept: MetricName & { unit: string; start: number }) => `${keyOf(kept)}\n${kept.unit}\n${kept.start}`
