import { firstHighest } from '../learn/block-metrics.ts'
import { baseMargin, transformMargins } from '../learn/objective.ts'
import { addMargins } from './forest.ts'
import type { Model } from './read-model.ts'

/** Predictions, row after row, `width` numbers each: probabilities of all classes for multi:softprob, else one. */
export interface Predictions {
  width: number
  values: Float32Array
}

/** What XGBoost's `Booster.predict` gives; `values` are rows × features, NaN = missing. */
export function predict(model: Model, values: Float32Array, rows: number): Predictions {
  const { forest, objective, baseScores } = model
  const { outputs } = forest
  const start = baseScores.map((score) => baseMargin(objective, score))
  const margins = new Float32Array(rows * outputs)
  for (let i = 0; i < margins.length; i++) margins[i] = start[i % outputs]!
  addMargins(forest, values, rows, margins)
  if (objective.name === 'multi:softmax') {
    return {
      width: 1,
      values: Float32Array.from({ length: rows }, (_, row) => firstHighest(margins, row * outputs, outputs)),
    }
  }
  const transformed = new Float32Array(margins.length)
  transformMargins(objective.family, margins, transformed, 0, rows, outputs)
  return { width: outputs, values: transformed }
}
