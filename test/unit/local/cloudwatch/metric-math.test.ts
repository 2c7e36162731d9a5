import { describe, expect, it } from 'vitest'
import type { Series } from '#local/cloudwatch/math/value.ts'
import { evaluateAll, readQueries } from '#local/cloudwatch/queries.ts'

const GRID = [0, 60_000, 120_000, 180_000]
const METRICS: Record<string, (number | undefined)[]> = {
  errors: [1, undefined, 3, 4],
  calls: [10, 20, 0, 40],
}

/** What an expression over the metrics yields: per period, or one number. */
function math(expression: string): unknown {
  const metrics = Object.keys(METRICS).map((name) => ({
    Id: name,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'n', MetricName: name }, Period: 60, Stat: 'Sum' },
  }))
  const queries = readQueries([...metrics, { Id: 'e', Expression: expression }])
  const value = evaluateAll(queries, GRID, ({ metric }): Series => {
    const points = METRICS[metric.name]!.map((point, index) => [GRID[index]!, point] as const)
    return new Map(points.filter((point): point is readonly [number, number] => point[1] !== undefined))
  }).get('e')
  return value instanceof Map ? GRID.map((at) => value.get(at)) : value
}

const _ = undefined

describe('metric math', () => {
  it.each<[string, unknown]>([
    ['errors + calls', [11, _, 3, 44]],
    ['100 * errors / calls', [10, _, _, 10]],
    ['-errors ^ 2', [-1, _, -9, -16]],
    ['2 ^ 3 ^ 2', 512],
    ['(calls - 10) * 2 > 10 AND calls < 30', [0, 1, 0, 0]],
    ['errors == 3 || calls == 10', [1, _, 1, 0]],
    ['FILL(errors, 0) / FILL(calls, 0)', [0.1, 0, _, 0.1]],
    ['FILL(errors, REPEAT)', [1, 1, 3, 4]],
    ['FILL(errors, LINEAR)', [1, 2, 3, 4]],
    ['SUM(METRICS())', [11, 20, 3, 44]],
    ['MAX([errors, calls])', [10, 20, 3, 40]],
    ["AVG(METRICS('err'))", [1, _, 3, 4]],
    ['METRIC_COUNT(METRICS())', 2],
    ['AVG(calls)', 17.5],
    ['STDDEV(calls)', Math.sqrt(218.75)],
    ['calls - MIN(calls)', [10, 20, 0, 40]],
    ['IF(calls > 5, errors, 0)', [1, _, 0, 4]],
    ['DIFF(calls)', [_, 10, -20, 40]],
    ['RATE(calls) * PERIOD(calls)', [_, 10, -20, 40]],
    ['RUNNING_SUM(errors)', [1, _, 4, 8]],
    ['CEIL(errors / 2) + ABS(-1)', [2, _, 3, 3]],
    ['TIME_SERIES(7)', [7, 7, 7, 7]],
  ])('%s is %j', (expression, expected) => expect(math(expression)).toEqual(expected))

  it.each([
    ['SEARCH("{n}", "Sum")', 'does not serve the function SEARCH'],
    ['ANOMALY_DETECTION_BAND(calls, 2)', 'does not serve the function ANOMALY_DETECTION_BAND'],
    ['errors +', 'syntax error'],
    ['errors ? calls', 'syntax error'],
    ['nobody * 2', "unknown id 'nobody'"],
    ['e + 1', "'e' depends on itself"],
  ])('refuses %s by name', (expression, message) => expect(() => math(expression)).toThrow(message))
})
