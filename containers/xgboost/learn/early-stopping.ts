import type { MetricName } from './parameters.ts'

const LARGER_IS_BETTER: readonly MetricName[] = ['auc']

/** Stops when the watched value has not improved for `patience` rounds; undefined patience never stops. */
export class EarlyStopping {
  best: { round: number; score: number } | undefined
  readonly #patience: number | undefined
  readonly #sign: 1 | -1

  constructor(patience: number | undefined, metric: MetricName) {
    this.#patience = patience
    this.#sign = LARGER_IS_BETTER.includes(metric) ? 1 : -1
  }

  /** Takes the value of a finished round; true when training should end. */
  after(round: number, score: number): boolean {
    if (this.#patience === undefined) return false
    if (!this.best || this.#sign * (score - this.best.score) > 0) this.best = { round, score }
    return round - this.best.round >= this.#patience
  }
}
