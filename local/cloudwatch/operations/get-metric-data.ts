import { AwsError } from '../../kernel/aws-error.ts'
import type { CloudWatchContext } from '../context.ts'
import { isSeries, type Series } from '../math/value.ts'
import { gridOf } from '../periods.ts'
import { evaluateAll, periodOf, type Query, readMetric, readQueries } from '../queries.ts'

const MOST_DATAPOINTS = 100_800
const MOST_QUERIES = 500

interface Result {
  query: Query
  points: [at: number, value: number][]
}

/** Statistics and metric math over a window; pages hold MaxDatapoints together, over all queries. */
export const getMetricData =
  ({ metrics }: CloudWatchContext) =>
  (input: any) => {
    const { StartTime: from, EndTime: to, ScanBy = 'TimestampDescending', MaxDatapoints = MOST_DATAPOINTS } = input
    if (input.MetricDataQueries.length > MOST_QUERIES)
      throw new AwsError(
        'ValidationError',
        `The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`,
      )
    const queries = readQueries(input.MetricDataQueries)
    const longest = Math.max(...queries.map((query) => periodOf(queries, query)!).filter(Number.isFinite), 1)
    const values = evaluateAll(queries, gridOf({ from, to, period: longest }), (stat) =>
      readMetric(metrics, stat, gridOf({ from, to, period: stat.period })),
    )
    const results = queries
      .filter(({ returnData }) => returnData)
      .flatMap((query): Result[] => {
        const value = values.get(query.id)!
        const all: Series[] = Array.isArray(value) ? value : isSeries(value) ? [value] : scalar(query)
        return all.map((series) => {
          const points = [...series].sort(([a], [b]) => a - b)
          return { query, points: ScanBy === 'TimestampDescending' ? points.reverse() : points }
        })
      })
    const label = labels(queries)
    const offset = offsetOf(input.NextToken)
    const { shown, more } = cut(results, offset, Math.min(MaxDatapoints, MOST_DATAPOINTS))
    return {
      MetricDataResults: shown.map(({ query, points, complete }) => {
        const units = query.stat && !query.stat.unit ? metrics.unitsOf(query.stat.metric) : []
        return {
          Id: query.id,
          Label: query.label ?? label(query),
          Timestamps: points.map(([at]) => new Date(at)),
          Values: points.map(([, value]) => value),
          StatusCode: complete ? 'Complete' : 'PartialData',
          ...(units.length > 1 && {
            Messages: [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` }],
          }),
        }
      }),
      Messages: [],
      NextToken: more ? Buffer.from(String(offset + MaxDatapoints)).toString('base64') : undefined,
    }
  }

function scalar({ id }: Query): never {
  throw new AwsError('ValidationError', `Error in expression '${id}': an expression must return a time series.`)
}

function cut(results: Result[], offset: number, most: number) {
  let before = 0
  let more = false
  const shown = results.map(({ query, points }) => {
    const from = Math.max(0, offset - before)
    const to = Math.max(0, offset + most - before)
    before += points.length
    const complete = points.length <= to
    more ||= !complete
    return { query, points: points.slice(from, to), complete }
  })
  return { shown, more }
}

function offsetOf(token: string | undefined): number {
  const offset = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString())
  if (!Number.isInteger(offset) || offset < 0) throw new AwsError('InvalidNextToken', 'The next token is not valid.')
  return offset
}

/** A label says no more of statistic and period than it takes to tell the results apart. */
function labels(queries: Query[]): (query: Query) => string {
  const stats = new Set(queries.flatMap(({ stat }) => (stat ? [stat.stat] : [])))
  const periods = new Set(queries.flatMap(({ stat }) => (stat ? [stat.period] : [])))
  return ({ id, stat }) =>
    stat
      ? [stat.metric.name, ...(stats.size > 1 ? [stat.stat] : []), ...(periods.size > 1 ? [stat.period] : [])].join(' ')
      : id
}
