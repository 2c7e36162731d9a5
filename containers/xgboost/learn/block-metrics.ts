import { BLOCK_ROWS, type ScoredRows } from './frame.ts'
import { logGamma } from './log-gamma.ts'
import type { MetricName } from './parameters.ts'

const LEAST = 1e-16

/** What one row adds to a metric. `predictions` are rows × outputs, transformed. */
type RowLoss = (predictions: Float32Array, row: number, outputs: number, label: number) => number

const LOSSES: Partial<Record<MetricName, RowLoss>> = {
  rmse: (p, row, _, label) => (p[row]! - label) ** 2,
  mae: (p, row, _, label) => Math.abs(p[row]! - label),
  error: (p, row, _, label) => (p[row]! > 0.5 ? 1 - label : label),
  logloss: (p, row, _, label) => {
    const loss = label === 0 ? 0 : -label * Math.log(Math.max(p[row]!, LEAST))
    return label === 1 ? loss : loss - (1 - label) * Math.log(Math.max(1 - p[row]!, LEAST))
  },
  'poisson-nloglik': (p, row, _, label) => {
    const count = Math.max(p[row]!, LEAST)
    return logGamma(label + 1) + count - label * Math.log(count)
  },
  mlogloss: (p, row, outputs, label) => -Math.log(Math.max(p[row * outputs + label]!, LEAST)),
  merror: (p, row, outputs, label) => (firstHighest(p, row * outputs, outputs) === label ? 0 : 1),
}

/** Index of the highest of `outputs` values from `at`; the first one of equals. */
export function firstHighest(values: Float32Array, at: number, outputs: number): number {
  let best = 0
  for (let k = 1; k < outputs; k++) if (values[at + k]! > values[at + best]!) best = k
  return best
}

/** Sums of a metric's row losses over each block of rows within [begin, end); empty for auc, which is no sum. */
export function blockSums(metric: MetricName, data: ScoredRows, outputs: number, begin: number, end: number): number[] {
  const loss = LOSSES[metric]
  if (!loss) return []
  const sums: number[] = []
  for (let from = begin; from < end; from += BLOCK_ROWS) {
    const to = Math.min(end, from + BLOCK_ROWS)
    let sum = 0
    for (let row = from; row < to; row++) sum += loss(data.predictions, row, outputs, data.labels[row]!)
    sums.push(sum)
  }
  return sums
}

/** The metric from all blocks' sums in their order. */
export function fromBlockSums(metric: MetricName, sums: number[], rows: number): number {
  const mean = sums.reduce((total, sum) => total + sum, 0) / rows
  return metric === 'rmse' ? Math.sqrt(mean) : mean
}
