import { describe, expect, it } from 'vitest'
import { measure } from '#shared/acts/measure.ts'

const binary = { problem: 'binary' as const, threshold: 0.5 }

describe('a candidate on the hold-out', () => {
  it('is measured over all rows and by slice', () => {
    const labels = 'late,origin\n1,ORD\n0,ORD\n1,SFO\n0,SFO\n'
    const { rows, metrics, slices } = measure({
      ...binary,
      answer: 'probability',
      labels,
      predictions: '0.9\n0.1\n0.2\n0.8\n',
    })
    expect(rows).toBe(4)
    expect(metrics.auc).toBe(0.75)
    expect(slices.map(({ column, value, rows, metrics }) => [column, value, rows, metrics.auc])).toEqual([
      ['origin', 'ORD', 2, 1],
      ['origin', 'SFO', 2, 0],
    ])
  })

  it('that answers margins is ranked and not held to probabilities', () => {
    const { metrics } = measure({ ...binary, answer: 'number', labels: 'y\n1\n0\n', predictions: '3.2\n-7\n' })
    expect(metrics).toEqual({ auc: 1 })
  })

  it('that answers classes has no log loss', () => {
    const labels = 'y\n2\n0\n1\n'
    const multi = { problem: 'multiclass' as const, answer: 'class' as const, threshold: 0.5 }
    const { metrics } = measure({ ...multi, labels, predictions: '2\n0\n0\n' })
    expect(metrics.accuracy).toBeCloseTo(2 / 3)
    expect(metrics).not.toHaveProperty('logloss')
  })

  it('with fewer answers than rows is refused as data, with both counts', () => {
    const order = { ...binary, answer: 'probability' as const, labels: 'y\n1\n0\n', predictions: '0.5\n' }
    expect(() => measure(order)).toThrow(/2 labels but 1 predictions/)
  })
})
