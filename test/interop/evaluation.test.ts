import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { uniform } from '#containers/xgboost/trees/random.ts'
import { evaluate } from '#shared/analysis/evaluate.ts'
import { pythonWith, runPython } from './python.ts'

const python = pythonWith('sklearn')
const folder = mkdtempSync(join(tmpdir(), 'interop-'))

afterAll(() => rmSync(folder, { recursive: true }))

const ROWS = 5000
const column = (value: (row: number) => number) => Array.from({ length: ROWS }, (_, row) => value(row))
// Two decimals, so that many scores are equal.
const draw = (stream: number) => (row: number) => Math.round(uniform(1, stream, row) * 100) / 100

function threeClasses(): number[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const [a, b, c] = [0.1 + draw(1)(row), 0.1 + draw(2)(row), 0.1 + draw(3)(row)]
    return [a / (a + b + c), b / (a + b + c), c / (a + b + c)]
  }).flat()
}

describe.skipIf(!python)('metrics agree with scikit-learn', () => {
  it.each([
    {
      problem: 'binary' as const,
      labels: column((row) => (draw(1)(row) + draw(2)(row) > 1.2 ? 1 : 0)),
      predictions: column(draw(1)),
      threshold: 0.55,
    },
    {
      problem: 'regression' as const,
      labels: column((row) => draw(1)(row) * 90),
      predictions: column((row) => draw(2)(row) * 90),
    },
    {
      problem: 'multiclass' as const,
      classes: 3,
      labels: column((row) => Math.floor(uniform(1, 9, row) * 3)),
      predictions: threeClasses(),
    },
  ])('$problem', (columns) => {
    const path = join(folder, 'columns.json')
    writeFileSync(path, JSON.stringify(columns))
    const theirs = runPython<Record<string, number>>(python!, 'sklearn_metrics.py', path)
    const { metrics } = evaluate(columns)
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(theirs).sort())
    for (const [name, value] of Object.entries(theirs)) expect(metrics[name], name).toBeCloseTo(value, 9)
  })
})
