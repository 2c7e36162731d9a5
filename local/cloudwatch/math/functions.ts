import { isSeries, type MathContext, mapSeries, refuse, type Series, type Value } from './value.ts'

type MathFunction = (args: Value[], context: MathContext) => Value

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: number[]) => sum(values) / values.length

/** Of the whole population, as CloudWatch computes it. */
const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

/** One number of a series, or one series of several, over the values that there are at each time. */
const reduce =
  (name: string, over: (values: number[]) => number): MathFunction =>
  ([given]) => {
    if (Array.isArray(given)) {
      const times = new Map<number, number[]>()
      for (const series of given) for (const [at, value] of series) times.set(at, [...(times.get(at) ?? []), value])
      return new Map([...times].sort(([a], [b]) => a - b).map(([at, values]) => [at, over(values)]))
    }
    if (given === undefined || !isSeries(given)) throw refuse(`${name} takes a time series or several`)
    return over([...given.values()])
  }

/** The same change to a number, to every value of a series, and to every series. */
const each =
  (name: string, change: (value: number) => number): MathFunction =>
  ([given]) => {
    if (typeof given === 'number') return change(given)
    if (Array.isArray(given)) return given.map((series) => mapSeries(series, change))
    if (given === undefined || !isSeries(given)) throw refuse(`${name} takes a number or a time series`)
    return mapSeries(given, change)
  }

/** A change that looks at a value and at the one before it. */
const step =
  (name: string, change: (value: number, before: number, ms: number) => number): MathFunction =>
  ([given]) => {
    if (given === undefined || !isSeries(given)) throw refuse(`${name} takes a time series`)
    const points = [...given]
    return new Map(
      points.slice(1).map(([at, value], index) => [at, change(value, points[index]![1], at - points[index]![0])]),
    )
  }

const fill: MathFunction = ([given, by], { grid }) => {
  if (given === undefined || by === undefined) throw refuse('FILL takes a time series and what to fill it with')
  if (Array.isArray(given)) return given.map((series) => filled(series, by, grid))
  if (!isSeries(given)) throw refuse('FILL takes a time series')
  return filled(given, by, grid)
}

function filled(series: Series, by: Value, grid: readonly number[]): Series {
  const all = new Map<number, number>()
  const known = [...series]
  for (const at of grid) {
    const value = series.get(at) ?? missing(known, at, by)
    if (value !== undefined) all.set(at, value)
  }
  return all
}

function missing(known: [number, number][], at: number, by: Value): number | undefined {
  if (typeof by === 'number') return by
  const before = known.findLast(([time]) => time < at)
  if (isSeries(by)) return by.get(at)
  if (by === 'REPEAT') return before?.[1]
  const after = known.find(([time]) => time > at)
  if (by !== 'LINEAR' || !before || !after) return undefined
  return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0])
}

const choose: MathFunction = ([condition, then, otherwise], { grid }) => {
  const at = (value: Value | undefined, time: number) =>
    typeof value === 'number' ? value : value !== undefined && isSeries(value) ? value.get(time) : undefined
  if (typeof condition === 'number') return (condition ? then : otherwise) ?? new Map()
  if (condition === undefined || !isSeries(condition)) throw refuse('IF takes a condition first')
  const chosen = new Map<number, number>()
  for (const time of grid) {
    const holds = condition.get(time)
    const value = holds === undefined ? undefined : at(holds ? then : otherwise, time)
    if (value !== undefined) chosen.set(time, value)
  }
  return chosen
}

const runningSum: MathFunction = ([given]) => {
  if (given === undefined || !isSeries(given)) throw refuse('RUNNING_SUM takes a time series')
  let total = 0
  return mapSeries(given, (value) => (total += value))
}

export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: each('ABS', Math.abs),
  AVG: reduce('AVG', mean),
  CEIL: each('CEIL', Math.ceil),
  DATAPOINT_COUNT: reduce('DATAPOINT_COUNT', (values) => values.length),
  DIFF: step('DIFF', (value, before) => value - before),
  DIFF_TIME: step('DIFF_TIME', (_value, _before, ms) => ms / 1000),
  FILL: fill,
  FIRST: reduce('FIRST', (values) => values[0] ?? Number.NaN),
  FLOOR: each('FLOOR', Math.floor),
  IF: choose,
  LAST: reduce('LAST', (values) => values.at(-1) ?? Number.NaN),
  LOG: each('LOG', Math.log),
  LOG10: each('LOG10', Math.log10),
  MAX: reduce('MAX', (values) => Math.max(...values)),
  METRIC_COUNT: ([given]) => (Array.isArray(given) ? given.length : 1),
  MIN: reduce('MIN', (values) => Math.min(...values)),
  RATE: step('RATE', (value, before, ms) => ((value - before) * 1000) / ms),
  RUNNING_SUM: runningSum,
  STDDEV: reduce('STDDEV', deviation),
  SUM: reduce('SUM', sum),
  TIME_SERIES: ([value], { grid }) => new Map(grid.map((at) => [at, Number(value)])),
}
