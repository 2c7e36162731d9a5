import { differenceOfShares, type Share } from '#shared/analysis/intervals/difference-of-shares.ts'
import type { Errors, Interval } from '#shared/analysis/intervals/interval.ts'
import { qualityDifference, type Scored } from '#shared/analysis/quality-difference.ts'
import { stabilityIndexOf } from '#shared/analysis/stability-index.ts'
import type { CheckName, Measured, Unmeasured } from '#shared/domain/compare-variants.ts'
import type { RolloutSettings } from '#shared/domain/rollout-settings.ts'

/** What one variant served at the present weight. */
export interface VariantNumbers {
  requests: number
  errors: number
  /** Requests beyond the champion's percentile; the challenger's beyond as many times it as the limit allows. */
  slower: { p50: Share; p99: Share }
}

export interface Observed {
  champion: VariantNumbers
  challenger: VariantNumbers
  /** The champion's percentiles in milliseconds; absent as long as nothing is known. */
  percentiles: { p50?: number; p99?: number }
  /** The champion's requests that took its percentile or longer. */
  atLeast: { p50: Share; p99: Share }
  /** Values that were predicted; absent without capture. */
  predictions?: { champion: Float64Array; challenger: Float64Array }
  /** Predictions for which the truth is known, and the metric to hold them against each other by. */
  truth?: { champion: Scored; challenger: Scored }
  metric: string
}

/** What lies beyond a percentile unless there are ties. */
const beyondIt = { p50: 0.5, p99: 0.01 }

/** Rows of each variant from which on predictions and quality are compared. */
const fewestRows = 50

/** Measures each check with limits as sure as `errors` says. */
export function checkVariants(
  observed: Observed,
  limits: RolloutSettings['limits'],
  errors: Errors,
): (Measured | Unmeasured)[] {
  const { champion, challenger, predictions, truth, metric } = observed
  const failed = ({ errors: count, requests: total }: VariantNumbers) => ({ count, total })
  const checks: (Measured | Unmeasured)[] = [
    shares('errors', failed(champion), failed(challenger), limits.errorRate, errors, 'failed'),
    latency('p50', observed, limits.p50, errors),
    latency('p99', observed, limits.p99, errors),
  ]
  if (predictions && limits.predictions !== null) checks.push(shifted(predictions, limits.predictions, errors))
  if (limits.quality !== null) checks.push(quality(truth, metric, limits.quality, errors))
  return checks
}

/**
 * "No more than `times` as long at this percentile" as a difference of shares: the champion's requests beyond a time x, and
 * the challenger's beyond times · x. Were each of its requests just `times` as slow, the shares would be equal, for any x;
 * at the champion's own percentile this is the control quantile test (Mathisen 1943). Percentiles of minutes, which have
 * no interval, are only used to choose x.
 *
 * Mathisen takes latencies to be continuous. Where some are equal to x, as few as none lie beyond: a percentile is the least
 * x with F(x) ≥ p (Hyndman and Fan 1996, definition 1). Up to 1 − p of the challenger's may then lie beyond times · x without
 * its percentile being longer, and no more than there are ties.
 */
function latency(
  check: 'p50' | 'p99',
  { champion, challenger, percentiles, atLeast }: Observed,
  times: number,
  errors: Errors,
): Measured | Unmeasured {
  const percentile = percentiles[check]
  if (percentile === undefined) return { check, why: 'the champion served nothing to compare with', holds: true }
  const milliseconds = Number(percentile.toPrecision(3))
  const words = `took longer than ${milliseconds} ms, or ${times} times that`
  const base = champion.slower[check]
  const ties = Math.max(0, Math.min(beyondIt[check], shareOf(atLeast[check])) - shareOf(base))
  return shares(check, base, challenger.slower[check], ties, errors, words)
}

const shareOf = ({ count, total }: Share) => (total === 0 ? 0 : count / total)

function shares(check: CheckName, base: Share, other: Share, limit: number, errors: Errors, words: string): Measured {
  const seen = `of ${base.total} requests of the champion ${base.count}, of ${other.total} of the challenger ${other.count} ${words}`
  const samples = { champion: base.total, challenger: other.total }
  return { check, limit, ...differenceOfShares(base, other, errors), samples, seen }
}

function shifted(predictions: NonNullable<Observed['predictions']>, limit: number, errors: Errors) {
  const { champion, challenger } = predictions
  const samples = { champion: champion.length, challenger: challenger.length }
  if (Math.min(champion.length, challenger.length) < fewestRows) return tooFew('predictions', samples, true)
  return rated('predictions', limit, stabilityIndexOf(champion, challenger, errors), samples, 'stability index')
}

/** Truth comes late, if ever; nothing waits for it. */
function quality(truth: Observed['truth'], metric: string, limit: number, errors: Errors): Measured | Unmeasured {
  const [champion, challenger] = [truth?.champion.labels.length ?? 0, truth?.challenger.labels.length ?? 0]
  const samples = { champion, challenger }
  if (!truth || Math.min(champion, challenger) < fewestRows) return tooFew('quality', samples, false)
  const interval = qualityDifference(metric, truth.champion, truth.challenger, errors)
  if (!interval) return { check: 'quality', why: `${metric} is not defined for what arrived`, holds: false }
  return rated('quality', limit, interval, samples, metric)
}

function rated(check: CheckName, limit: number, interval: Interval, samples: Measured['samples'], words: string) {
  const seen = `${words} over ${samples.champion} rows of the champion and ${samples.challenger} of the challenger`
  return { check, limit, ...interval, samples, seen }
}

function tooFew(check: CheckName, { champion, challenger }: Measured['samples'], holds: boolean): Unmeasured {
  const why = `${champion} rows of the champion and ${challenger} of the challenger; ${fewestRows} of each are wanted`
  return { check, why, holds }
}
