import { AwsError } from '../kernel/aws-error.ts'
import { type Bucket, merged } from './bucket.ts'
import { toDimensions } from './context.ts'
import { evaluate } from './math/evaluate.ts'
import { type Expression, parseExpression } from './math/parse.ts'
import type { Series, Value } from './math/value.ts'
import type { MetricName, MetricStore } from './metric-store.ts'
import { statisticOf } from './statistic.ts'

/** One of several queries that may refer to each other: a statistic of a metric, or an expression over others. */
export interface Query {
  id: string
  label?: string
  returnData: boolean
  stat?: { metric: MetricName; stat: string; period: number; unit?: string }
  expression?: string
  /** Seconds, of an expression. */
  period?: number
}

/** Reads MetricDataQueries, and refuses those that name nothing, or each other in a circle. */
export function readQueries(given: any[]): Query[] {
  const queries = given.map(({ Id, Label, ReturnData, MetricStat, Expression, Period }: any): Query => {
    if (Boolean(MetricStat) === Boolean(Expression))
      throw refuse(`Exactly one of MetricStat and Expression must be given for ${Id}.`)
    const query: Query = { id: Id, returnData: ReturnData ?? true, ...(Label && { label: Label }) }
    if (Expression) return { ...query, expression: Expression, ...(Period && { period: Period }) }
    const { Metric, Period: period, Stat, Unit } = MetricStat
    statisticOf(Stat)
    const { Namespace: namespace, MetricName: name, Dimensions } = Metric
    const metric = { namespace, name, dimensions: toDimensions(Dimensions) }
    return { ...query, stat: { metric, stat: Stat, period, ...(Unit && { unit: Unit }) } }
  })
  const ids = new Set(queries.map(({ id }) => id))
  if (ids.size < queries.length) throw refuse('The ids of the queries must be unique.')
  evaluateAll(queries, [], () => new Map())
  return queries
}

/** What every query yields over the periods that start at `grid`; `read` answers those of metrics. */
export function evaluateAll(
  queries: Query[],
  grid: readonly number[],
  read: (stat: NonNullable<Query['stat']>) => Series,
): Map<string, Value> {
  const values = new Map<string, Value>()
  const underWay = new Set<string>()
  const query = (id: string): Value => {
    const known = values.get(id)
    if (known !== undefined) return known
    const found = queries.find((one) => one.id === id)
    if (!found) throw refuse(`Error in expression: unknown id '${id}'`)
    if (underWay.has(id)) throw refuse(`Error in expression: '${id}' depends on itself`)
    underWay.add(id)
    const value = found.stat ? read(found.stat) : evaluate(parsed(found.expression!), context)
    values.set(id, value)
    return value
  }
  const context = {
    grid,
    query,
    metricIds: queries.filter(({ stat }) => stat).map(({ id }) => id),
    periodOf: (id: string) =>
      periodOf(
        queries,
        queries.find((one) => one.id === id),
      ) ?? 60,
  }
  for (const { id } of queries) query(id)
  return values
}

/** Seconds of a query's periods; those of an expression are the longest of its metrics' own, unless it says. */
export function periodOf(queries: Query[], query: Query | undefined): number | undefined {
  if (query?.stat) return query.stat.period
  return query?.period ?? Math.max(...queries.flatMap(({ stat }) => (stat ? [stat.period] : [])))
}

/** The statistic of each period that starts at `grid`, where there is one. */
export function readMetric(
  metrics: MetricStore,
  { metric, stat, period, unit }: NonNullable<Query['stat']>,
  grid: readonly number[],
): Series {
  const statistic = statisticOf(stat)
  const series = new Map<number, number>()
  // Values of different units are never mixed: without a unit, a period has the first that it has, by the alphabet.
  const units = unit === undefined ? metrics.unitsOf(metric) : [unit]
  for (const at of grid) {
    let bucket: Bucket | undefined
    for (const one of units) bucket ??= merged(metrics.between(metric, at, at + period * 1000, one))
    const value = bucket && statistic(bucket)
    if (value !== undefined) series.set(at, value)
  }
  return series
}

const known = new Map<string, Expression>()
const MOST_KNOWN = 1000

function parsed(source: string): Expression {
  const found = known.get(source)
  if (found) return found
  if (known.size >= MOST_KNOWN) known.clear()
  const expression = parseExpression(source)
  known.set(source, expression)
  return expression
}

const refuse = (message: string) => new AwsError('ValidationError', message)
