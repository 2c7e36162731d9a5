import { AwsError } from '../kernel/aws-error.ts'
import { type Bucket, merged } from './bucket.ts'
import type { MetricName, MetricStore } from './metric-store.ts'

export interface PeriodBucket {
  /** Start of the period, epoch ms. */
  at: number
  bucket: Bucket
}

export interface Window {
  from: Date
  to: Date
  /** Seconds. */
  period: number
  unit?: string
}

const MOST_PERIODS = 100_800

/** Refuses a period that CloudWatch does not have, and a window that ends before it begins. */
export function checkWindow({ from, to, period }: Window): void {
  if (![1, 5, 10, 20, 30].includes(period) && (period % 60 !== 0 || period < 1))
    throw new AwsError('InvalidParameterValue', 'The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.')
  if (from >= to)
    throw new AwsError('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.')
}

/** The starts (epoch ms) of the periods of a window that begin before its end. */
export function gridOf(window: Window): number[] {
  checkWindow(window)
  const { from, to, period } = window
  const length = period * 1000
  const first = Math.floor(from.getTime() / length) * length
  const count = Math.ceil((to.getTime() - first) / length)
  if (count > MOST_PERIODS)
    throw new AwsError('InvalidParameterCombination', `More than ${MOST_PERIODS} periods were asked for.`)
  return Array.from({ length: count }, (_, index) => first + index * length)
}

/** What a metric has in each period of a window; empty periods are left out. */
export function periodsOf(metrics: MetricStore, metric: MetricName, window: Window): PeriodBucket[] {
  const found: PeriodBucket[] = []
  for (const at of gridOf(window)) {
    const bucket = merged(metrics.between(metric, at, at + window.period * 1000, window.unit))
    if (bucket) found.push({ at, bucket })
  }
  return found
}
