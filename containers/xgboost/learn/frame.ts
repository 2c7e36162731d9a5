import type { Bins } from '../data/bin-rows.ts'
import type { Cuts } from '../data/quantile-cuts.ts'
import type { LabelledRows } from '../data/read-channel.ts'
import type { Objective } from './objective.ts'

/** One channel with the model's present margins and predictions for it, rows × outputs. */
export interface ScoredRows extends LabelledRows {
  margins: Float32Array
  predictions: Float32Array
}

/** All that the threads share; every array lies in shared memory. */
export interface Frame {
  family: Objective['family']
  outputs: number
  train: ScoredRows
  validation: ScoredRows | undefined
  cuts: Cuts
  bins: Bins
  /** Fixed-point pairs (gradient, hessian): output after output, row after row. */
  gradients: Int32Array
  /** Histograms per thread; `histogramSlots` of them, each of `histogramSize` numbers. */
  histograms: Float64Array[]
  histogramSlots: number
  histogramSize: number
}

/** Rows are handed to threads in whole blocks, and metrics are summed block by block: so their sums do not depend on the number of threads. */
export const BLOCK_ROWS = 4096

export function blockRange(rows: number, part: number, parts: number): [begin: number, end: number] {
  const blocks = Math.ceil(rows / BLOCK_ROWS)
  const at = (i: number) => Math.min(rows, Math.floor((blocks * i) / parts) * BLOCK_ROWS)
  return [at(part), part + 1 === parts ? rows : at(part + 1)]
}
