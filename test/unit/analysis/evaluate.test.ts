import { describe, expect, it } from 'vitest'
import { EvaluationError, evaluate } from '#shared/analysis/evaluate.ts'

const labels = [1, 0, 1, 0]
const predictions = [0.9, 0.2, 0.4, 0.6]

describe('a binary problem', () => {
  it('has all its metrics', () => {
    const { rows, metrics, undefinedBecause } = evaluate({ problem: 'binary', labels, predictions })
    expect(rows).toBe(4)
    expect(metrics).toEqual({
      auc: 0.75,
      logloss: -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.4)) / 4,
      accuracy: 0.5,
      f1: 0.5,
      precision: 0.5,
      recall: 0.5,
    })
    expect(undefinedBecause).toEqual({})
  })

  it('calls a row positive from the threshold on', () => {
    const { metrics } = evaluate({ problem: 'binary', labels, predictions, threshold: 0.4 })
    expect(metrics).toMatchObject({ recall: 1, precision: 2 / 3, accuracy: 0.75 })
  })

  it('says why a metric is undefined instead of giving a number', () => {
    const { metrics, undefinedBecause } = evaluate({ problem: 'binary', labels: [0, 0], predictions: [0.1, 0.2] })
    expect(metrics).not.toHaveProperty('auc')
    expect(undefinedBecause['auc']).toBe('all rows have one label; ranking needs both classes')
    expect(undefinedBecause['recall']).toBe('no row is positive')
  })

  it('keeps the loss finite when a certain prediction is wrong', () => {
    const { metrics } = evaluate({ problem: 'binary', labels: [0, 1], predictions: [1, 0] })
    expect(metrics['logloss']).toBeCloseTo(-Math.log(Number.EPSILON), 9)
  })

  it('computes each slice from its own rows, in the order of column and value', () => {
    const { slices } = evaluate({
      problem: 'binary',
      labels,
      predictions,
      slices: { hub: ['yes', 'no', 'no', 'yes'], daypart: [2, 2, 1, 1] },
    })
    expect(slices.map(({ column, value, rows, metrics }) => [column, value, rows, metrics['auc']])).toEqual([
      ['daypart', '1', 2, 0],
      ['daypart', '2', 2, 1],
      ['hub', 'no', 2, 1],
      ['hub', 'yes', 2, 1],
    ])
  })
})

it('measures a regression in the unit of its label', () => {
  const { metrics } = evaluate({ problem: 'regression', labels: [10, 20], predictions: [13, 16] })
  expect(metrics).toEqual({ rmse: Math.sqrt((9 + 16) / 2), mae: 3.5 })
})

it('measures classes by their probabilities', () => {
  const { metrics } = evaluate({
    problem: 'multiclass',
    classes: 3,
    labels: [0, 1, 2, 2],
    predictions: [0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.1, 0.8, 0.6, 0.3, 0.1],
  })
  expect(metrics['accuracy']).toBe(0.75)
  expect(metrics['f1']).toBeCloseTo((2 / 3 + 1 + 2 / 3) / 3, 12)
  expect(metrics['logloss']).toBeCloseTo(-(Math.log(0.8) + Math.log(0.5) + Math.log(0.8) + Math.log(0.1)) / 4, 12)
})

it.each([
  ['There is no row to evaluate.', { labels: [], predictions: [] }],
  ['There are 4 labels but 3 predictions.', { labels, predictions: [1, 1, 1] }],
  ['Label 2 is 7; it must be 0 or 1.', { labels: [1, 7], predictions: [0.1, 0.2] }],
  ['Prediction 1 is NaN; it must be a probability from 0 to 1.', { labels: [1, 0], predictions: [Number.NaN, 0.2] }],
  ["Slice 'hub' has 1 values for 4 rows.", { labels, predictions, slices: { hub: ['a'] } }],
])('refuses columns that cannot be evaluated: %s', (message, columns) => {
  expect(() => evaluate({ problem: 'binary', ...columns })).toThrow(new EvaluationError(message))
})
