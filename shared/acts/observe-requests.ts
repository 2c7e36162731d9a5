import type { Share } from '#shared/analysis/intervals/difference-of-shares.ts'
import { typicalPercentile } from '#shared/analysis/typical-percentile.ts'
import { type MetricWindow, readVariantMetrics, type Series } from '#shared/aws/metrics.ts'
import type { Observed, VariantNumbers } from './check-variants.ts'

const champion = 'main'
const challenger = 'challenger'

/**
 * What both variants served: counts of requests and errors, and how many took longer than the champion's percentiles, or
 * so many times them. The percentile rank of a fixed time is the only latency statistic of CloudWatch that adds up to a
 * count, and so can be tested; it needs the time first, hence the second call.
 */
export async function observeRequests(
  endpointName: string,
  window: MetricWindow,
  times: { p50: number; p99: number },
): Promise<Pick<Observed, 'champion' | 'challenger' | 'percentiles' | 'atLeast'>> {
  const seen = await readVariantMetrics(
    endpointName,
    {
      ...(countsOf('a', champion) as Counts<'a'>),
      ...(countsOf('b', challenger) as Counts<'b'>),
      p50: { variant: champion, name: 'ModelLatency', statistic: 'p50' },
      p99: { variant: champion, name: 'ModelLatency', statistic: 'p99' },
    },
    window,
  )
  const served = [
    { requests: seen.aRequests, model: seen.aModel, server: seen.aServer },
    { requests: seen.bRequests, model: seen.bModel, server: seen.bServer },
  ] as const
  const none = { p50: { count: 0, total: 0 }, p99: { count: 0, total: 0 } }
  const [p50, p99] = [percentile(seen.p50, seen.aTimes), percentile(seen.p99, seen.aTimes)]
  const numbers = served.map((one): VariantNumbers => ({ ...failures(one), slower: none }))
  const observed = { champion: numbers[0]!, challenger: numbers[1]!, percentiles: {}, atLeast: none }
  if (p50 === undefined || p99 === undefined || observed.challenger.requests === 0) return observed
  const ranks = await readVariantMetrics(
    endpointName,
    {
      a50: rank(champion, p50),
      a99: rank(champion, p99),
      // Faster than the percentile, which tells ties.
      f50: rank(champion, Math.max(0, p50 - 1)),
      f99: rank(champion, Math.max(0, p99 - 1)),
      b50: rank(challenger, p50 * times.p50),
      b99: rank(challenger, p99 * times.p99),
    },
    window,
  )
  return {
    champion: {
      ...observed.champion,
      slower: { p50: beyond(ranks.a50, seen.aTimes), p99: beyond(ranks.a99, seen.aTimes) },
    },
    challenger: {
      ...observed.challenger,
      slower: { p50: beyond(ranks.b50, seen.bTimes), p99: beyond(ranks.b99, seen.bTimes) },
    },
    percentiles: { p50: p50 / 1000, p99: p99 / 1000 },
    atLeast: { p50: beyond(ranks.f50, seen.aTimes), p99: beyond(ranks.f99, seen.aTimes) },
  }
}

type Counts<Of extends string> = Record<`${Of}${'Requests' | 'Model' | 'Server' | 'Times'}`, ReturnType<typeof metric>>

function countsOf(of: string, variant: string): Record<string, ReturnType<typeof metric>> {
  return {
    [`${of}Requests`]: metric(variant, 'Invocations', 'Sum'),
    [`${of}Model`]: metric(variant, 'InvocationModelErrors', 'Sum'),
    [`${of}Server`]: metric(variant, 'Invocation5XXErrors', 'Sum'),
    [`${of}Times`]: metric(variant, 'ModelLatency', 'SampleCount'),
  }
}

const metric = (variant: string, name: string, statistic: string) => ({ variant, name, statistic })

/** Whole microseconds: what ModelLatency counts in. */
const rank = (variant: string, micros: number) => metric(variant, 'ModelLatency', `PR(:${Math.round(micros)})`)

/** A request that fails may count as the model's error and as the server's; it failed once. */
function failures({ requests, model, server }: Record<'requests' | 'model' | 'server', Series>) {
  let [all, failed] = [0, 0]
  for (const [at, count] of requests) {
    all += count
    failed += Math.min(count, Math.max(model.get(at) ?? 0, server.get(at) ?? 0))
  }
  return { requests: Math.round(all), errors: Math.round(failed) }
}

function percentile(values: Series, samples: Series): number | undefined {
  return typicalPercentile([...values].map(([at, value]) => ({ value, samples: samples.get(at) ?? 0 })))
}

/** A rank is the percentage of values up to the time. */
function beyond(ranks: Series, samples: Series): Share {
  let [count, total] = [0, 0]
  for (const [at, within] of ranks) {
    const all = samples.get(at) ?? 0
    total += all
    count += Math.round(all * (1 - within / 100))
  }
  return { count, total }
}
