import type { LabelledRows } from '#containers/xgboost/data/read-channel.ts'
import { readHyperparameters } from '#containers/xgboost/hyperparameters.ts'
import { boost } from '#containers/xgboost/learn/boost.ts'
import { modelJson } from '#containers/xgboost/model/write-model.ts'
import { uniform } from '#containers/xgboost/trees/random.ts'

/** Rows of three features, a tenth of the cells missing; the label follows the first two features with some noise. */
export function someRows(rows: number, label: (signal: number) => number, seed = 7): LabelledRows {
  const features = 3
  const values = new Float32Array(new SharedArrayBuffer(4 * rows * features))
  const labels = new Float32Array(new SharedArrayBuffer(4 * rows))
  for (let row = 0; row < rows; row++) {
    const draw = (stream: number) => uniform(seed, stream, row)
    for (let f = 0; f < features; f++) {
      values[row * features + f] = draw(10 + f) < 0.1 ? Number.NaN : Math.round(draw(f) * 1000) / 100
    }
    const at = (f: number) => values[row * features + f]! || 0
    labels[row] = label(at(0) - at(1) + 2 * draw(20))
  }
  return { rows, features, labels, values }
}

export const late = (signal: number) => (signal > 1 ? 1 : 0)

/** Trains on `train` and returns the model with its text and what was logged of each round. */
export async function trained(hyperparameters: Record<string, string>, train: LabelledRows, validation?: LabelledRows) {
  const rounds: Record<string, number>[] = []
  const parameters = readHyperparameters({ num_round: '5', objective: 'binary:logistic', ...hyperparameters })
  const model = await boost(train, validation, parameters, (_, values) => rounds.push(Object.fromEntries(values)))
  return { model, rounds, text: modelJson(model, parameters) }
}
