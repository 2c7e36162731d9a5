import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'

const client = new CloudWatchClient({})

export interface MetricWindow {
  /** Whole periods, ISO 8601. */
  from: string
  to: string
  periodSeconds: number
}

/** A statistic of one of a variant's metrics, such as Sum, p99 or PR(:250). */
export interface VariantMetric {
  variant: string
  name: string
  statistic: string
}

/** A value for each period that has one, by its start. */
export type Series = Map<number, number>

/** Statistics of the variants of an endpoint, in one call for each page of a hundred thousand values. */
export async function readVariantMetrics<Id extends string>(
  endpointName: string,
  metrics: Record<Id, VariantMetric>,
  { from, to, periodSeconds }: MetricWindow,
): Promise<Record<Id, Series>> {
  const entries = Object.entries<VariantMetric>(metrics)
  const queries = entries.map(([id, metric]) => query(id, endpointName, metric, periodSeconds))
  const series = Object.fromEntries(entries.map(([id]): [string, Series] => [id, new Map()]))
  let token: string | undefined
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(from),
        EndTime: new Date(to),
        NextToken: token,
      }),
    )
    for (const { Id, Timestamps = [], Values = [] } of page.MetricDataResults ?? [])
      for (const [index, at] of Timestamps.entries()) series[Id!]!.set(at.getTime(), Values[index]!)
    token = page.NextToken
  } while (token)
  return series as Record<Id, Series>
}

function query(Id: string, endpoint: string, { variant, name, statistic }: VariantMetric, Period: number) {
  const Dimensions = [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: variant },
  ]
  const Metric = { Namespace: 'AWS/SageMaker', MetricName: name, Dimensions }
  return { Id, MetricStat: { Metric, Period, Stat: statistic } } satisfies MetricDataQuery
}
