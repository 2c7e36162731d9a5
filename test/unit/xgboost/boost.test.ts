import { describe, expect, it } from 'vitest'
import { checkLabels, OBJECTIVES } from '#containers/xgboost/learn/objective.ts'
import { predict } from '#containers/xgboost/model/predict.ts'
import { readModel } from '#containers/xgboost/model/read-model.ts'
import { late, someRows, trained } from './training-data.ts'

const data = someRows(20_000, late)

describe('the same seed', () => {
  const sampling = { subsample: '0.7', colsample_bytree: '0.7', colsample_bynode: '0.7', seed: '3' }

  it('gives the same bytes on one thread and on three', async () => {
    const one = await trained({ ...sampling, nthread: '1' }, someRows(120_000, late))
    const three = await trained({ ...sampling, nthread: '3' }, someRows(120_000, late))
    expect(three.text).toBe(one.text)
    expect(three.rounds).toEqual(one.rounds)
  })

  it('gives other trees when it changes', async () => {
    const one = await trained(sampling, data)
    const other = await trained({ ...sampling, seed: '4' }, data)
    expect(other.text).not.toBe(one.text)
  })
})

it('learns: the loss falls each round and the ranking is nearly right', async () => {
  const { rounds } = await trained({ num_round: '20', eval_metric: 'auc,logloss' }, data)
  const losses = rounds.map((round) => round['train-logloss']!)
  expect(losses).toEqual([...losses].sort((a, b) => b - a))
  expect(rounds.at(-1)!['train-auc']).toBeGreaterThan(0.98)
})

it('predicts from the written model exactly what it measured in training', async () => {
  const { rounds, text } = await trained({ eval_metric: 'logloss' }, data)
  const { values } = predict(readModel(Buffer.from(text)), data.values, data.rows)
  let loss = 0
  data.labels.forEach((label, row) => {
    loss -= Math.log(label ? values[row]! : 1 - values[row]!)
  })
  expect(loss / data.rows).toBeCloseTo(rounds.at(-1)!['train-logloss']!, 7)
})

it('finds its way by missing values alone', async () => {
  const gaps = someRows(5000, late)
  for (let row = 0; row < gaps.rows; row++) gaps.values[row * 3 + 2] = gaps.labels[row] ? Number.NaN : 1
  const { rounds } = await trained({ num_round: '1', max_depth: '1', eval_metric: 'error' }, gaps)
  expect(rounds[0]!['train-error']).toBe(0)
})

it.each([
  [{ max_depth: '3' }, 15],
  [{ max_depth: '1' }, 3],
])('grows no deeper than %o', async (hyperparameters, nodes) => {
  const { model } = await trained(hyperparameters, data)
  expect(Math.max(...model.trees.map((tree) => tree.left.length))).toBe(nodes)
})

it('grows without a bound when max_depth is 0', async () => {
  const { model } = await trained({ max_depth: '0', num_round: '1', min_child_weight: '0', lambda: '0' }, data)
  expect(model.trees[0]!.left.length).toBeGreaterThan(1000)
})

it('splits nothing that gains less than gamma, or leaves less than min_child_weight', async () => {
  const { model } = await trained({ gamma: '20', min_child_weight: '100' }, data)
  for (const tree of model.trees) {
    tree.left.forEach((left, node) => {
      if (left >= 0) expect(tree.gain[node]).toBeGreaterThanOrEqual(20)
      if (node > 0) expect(tree.hessian[node]).toBeGreaterThanOrEqual(100)
    })
  }
})

it('keeps leaves within max_delta_step times eta', async () => {
  const { model } = await trained({ max_delta_step: '0.1', eta: '0.5' }, data)
  const leaves = model.trees.flatMap((tree) => tree.threshold.filter((_, node) => tree.left[node] === -1))
  expect(Math.max(...leaves.map(Math.abs))).toBeCloseTo(0.05, 6)
})

describe('early stopping', () => {
  it('keeps the trees up to the best round and writes it down', async () => {
    const noise = someRows(2000, () => 0, 9)
    noise.labels.forEach((_, row) => {
      noise.labels[row] = row % 2
    })
    const { model, text, rounds } = await trained({ num_round: '50', early_stopping_rounds: '3' }, data, noise)
    const best = model.best!.round
    expect(rounds.length).toBe(best + 4)
    expect(model.trees.length).toBe(best + 1)
    expect(JSON.parse(text).learner.attributes).toEqual({
      best_iteration: String(best),
      best_score: String(rounds[best]!['validation-logloss']),
    })
  })
})

it('starts from the mean of the labels', async () => {
  const numbers = someRows(1000, (signal) => signal * 100)
  const { model } = await trained({ objective: 'reg:squarederror' }, numbers)
  const mean = numbers.labels.reduce((sum, label) => sum + label, 0) / numbers.rows
  expect(model.baseScore).toBe(Math.fround(mean))
})

describe('counts', () => {
  const counts = someRows(5000, (signal) => Math.max(0, Math.round(signal / 2)))

  it('are learned by their likelihood, and predicted as it was measured', async () => {
    const { text, rounds } = await trained({ objective: 'count:poisson', num_round: '40' }, counts)
    const { values } = predict(readModel(Buffer.from(text)), counts.values, counts.rows)
    const logFactorial = (count: number) => {
      let sum = 0
      for (let factor = 2; factor <= count; factor++) sum += Math.log(factor)
      return sum
    }
    const losses = [...counts.labels].map((label, row) => {
      return values[row]! - label * Math.log(values[row]!) + logFactorial(label)
    })
    const measured = rounds.map((round) => round['train-poisson-nloglik']!)
    expect(losses.reduce((sum, loss) => sum + loss, 0) / counts.rows).toBeCloseTo(measured.at(-1)!, 6)
    expect(measured).toEqual([...measured].sort((a, b) => b - a))
    expect(Math.min(...values)).toBeGreaterThan(0)
  })

  it('are never below zero', () => {
    const below = someRows(100, (signal) => signal)
    const check = () => checkLabels(OBJECTIVES['count:poisson'], below.labels, 0, 'train')
    expect(check).toThrow(/label -\S+ must be 0 or more for count:poisson/)
  })
})

it('gives each class its probability', async () => {
  const classes = someRows(5000, (signal) => (signal < -2 ? 0 : signal < 3 ? 1 : 2))
  const { text, rounds } = await trained(
    { objective: 'multi:softprob', num_class: '3', eval_metric: 'merror,mlogloss' },
    classes,
  )
  const { width, values } = predict(readModel(Buffer.from(text)), classes.values, classes.rows)
  expect(width).toBe(3)
  expect(values[0]! + values[1]! + values[2]!).toBeCloseTo(1, 6)
  expect(rounds.at(-1)!['train-merror']).toBeLessThan(0.15)
})
