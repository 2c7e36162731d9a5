import { type Evaluated, evaluate } from './evaluate.ts'
import type { Errors, Interval } from './intervals/interval.ts'
import { normalUpperQuantile } from './intervals/normal-quantile.ts'
import { seededRandom } from './seeded-random.ts'

const RESAMPLES = 200
/** Rows that are resampled at most: a metric of so many is known to a hundredth. */
const MOST_ROWS = 5000

/** Predictions with their labels. */
export type Scored = Omit<Evaluated, 'slices'>

const moreIsBetter = new Set(['auc', 'accuracy', 'f1', 'precision', 'recall'])

/**
 * By how much the metric of the second is worse than that of the first, on rows of their own. The standard errors are
 * those of 200 resamples of each (bootstrap: Efron 1979), the limits those of a normal variable: percentiles of
 * resamples would need a hundred thousand of them at the error levels in use. Undefined where the metric is.
 */
export function qualityDifference(metric: string, first: Scored, second: Scored, errors: Errors): Interval | undefined {
  const [base, other] = [measured(metric, first), measured(metric, second)]
  if (!base || !other) return undefined
  const estimate = moreIsBetter.has(metric) ? base.value - other.value : other.value - base.value
  const deviation = Math.hypot(base.deviation, other.deviation)
  return {
    estimate,
    lower: estimate - normalUpperQuantile(errors.lower) * deviation,
    upper: estimate + normalUpperQuantile(errors.upper) * deviation,
  }
}

function measured(metric: string, scored: Scored): { value: number; deviation: number } | undefined {
  const rows = Math.min(MOST_ROWS, scored.labels.length)
  const value = metricOf(metric, scored)
  if (rows === 0 || value === undefined) return undefined
  const random = seededRandom(rows)
  const resampled: number[] = []
  for (let n = 0; n < RESAMPLES; n++) {
    const again = metricOf(metric, drawn(scored, rows, random))
    if (again !== undefined) resampled.push(again)
  }
  if (resampled.length < RESAMPLES / 2) return undefined
  const mean = resampled.reduce((sum, one) => sum + one, 0) / resampled.length
  const spread = resampled.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (resampled.length - 1)
  return { value, deviation: Math.sqrt(spread * (rows / scored.labels.length)) }
}

function drawn(scored: Scored, rows: number, random: () => number): Scored {
  const width = scored.problem === 'multiclass' ? scored.classes! : 1
  const labels = new Float64Array(rows)
  const predictions = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(random() * scored.labels.length)
    labels[row] = scored.labels[from]!
    for (let k = 0; k < width; k++) predictions[row * width + k] = scored.predictions[from * width + k]!
  }
  return { ...scored, labels, predictions }
}

function metricOf(metric: string, scored: Scored): number | undefined {
  return evaluate({ ...scored, slices: {} }).metrics[metric]
}
