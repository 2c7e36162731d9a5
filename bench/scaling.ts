import { readTrace } from '#cli/simulate/scaling/read-trace.ts'
import { type Compared, comparePolicies } from '#shared/domain/scaling/compare-policies.ts'
import { demandOf, peakOf } from '#shared/domain/scaling/trace.ts'
import { median } from './statistics.ts'

/** Instances that the peak of each trace takes. */
export const PEAK = 12
const START_MINUTES = 4

export interface Scaled {
  trace: string
  kind: 'rhythm' | 'bursts'
  days: number
  policies: Compared[]
  daysPerSecond: number
}

const traces = [
  { trace: 'nyc_taxi', kind: 'rhythm' },
  { trace: 'elb_request_count', kind: 'bursts' },
  { trace: 'twitter_volume_goog', kind: 'bursts' },
] as const

/** Each trace under target tracking, a fixed fleet and a suggestion that was tuned on its first 70 %, judged on the rest. */
export function scaling(): Scaled[] {
  return traces.map(({ trace, kind }) => {
    const file = new URL(`traces/${trace}.csv`, import.meta.url)
    const demand = demandOf(readTrace(file.pathname, trace, 'UTC'))
    const instance = { perMinute: peakOf(demand) / PEAK, serviceTime: 0.1, startMinutes: START_MINUTES, queues: false }
    const begun = performance.now()
    const compared = comparePolicies({ demand, instance, count: 1, timezone: 'UTC', suggest: true })
    const seconds = (performance.now() - begun) / 1000
    return {
      ...{ trace, kind, days: compared.judged.perMinute.length / 1440, policies: compared.policies.slice(1) },
      daysPerSecond: Math.round(compared.minutes / 1440 / seconds),
    }
  })
}

/** Its part of docs/performance.md. */
export function scalingSection(scaled: readonly Scaled[]): string {
  const rows = scaled.flatMap(({ trace, kind, days, policies }) =>
    policies.map(({ name, requestsOver, hoursVsOracle }, index) => {
      const told = index === 0 ? `${trace} (${kind}, judged on ${days.toFixed(1)} days)` : ''
      return `| ${told} | ${name} | ${(100 * requestsOver).toFixed(4)} % | ${hoursVsOracle.toFixed(2)} |`
    }),
  )
  return `## Scaling policies

\`trimtab simulate scaling --suggest\` on the traces of \`bench/traces\`: tuned on the first 70 % of each, judged on the rest, beside
an oracle that knows the future and pays the same ${START_MINUTES} minutes for a start. The peak of each trace takes ${PEAK} instances. Target
tracking at 70 % is also what a manifest gets that says no more than a measured maximum.

| trace | policy | requests over capacity | hours, of the oracle’s |
|---|---|--:|--:|
${rows.join('\n')}

Aims: on a rhythm at most 1.16 times the oracle’s hours with no more requests over than target tracking; on bursts half its
requests over at equal hours. The mentions’ bursts come without warning, on a demand that one instance serves for most of the
time: five minutes pass before any policy has a second one, and that is what is missed.

Simulated: ${Math.round(median(scaled.map(({ daysPerSecond }) => daysPerSecond))).toLocaleString('en')} days of traffic a second, by the minute.
`
}
