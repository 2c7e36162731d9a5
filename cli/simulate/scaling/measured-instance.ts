import type { Instance } from '#shared/domain/scaling/fleet-policy.ts'
import { type Demand, peakOf } from '#shared/domain/scaling/trace.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { CliError } from '../../cli-error.ts'

export interface Measured {
  perMinute?: number | undefined
  /** Milliseconds. */
  serviceTime?: number | undefined
  latency?: number | undefined
  concurrency: number
  startMinutes: number
}

/** AWS's advice is to hold 70 % of what an instance can take; so a target says what that is. */
const advisedLoad = 0.7
/** Instances at the peak, when nothing says how much one of them takes. */
const assumedPeak = 12

/** What an instance serves in a minute, and where that is known from. */
export function measuredInstance(
  { perMinute, serviceTime, latency, concurrency, startMinutes }: Measured,
  { scale, deploy }: Pick<Manifest, 'scale' | 'deploy'>,
  demand: Demand,
): { instance: Instance; source: string } {
  const common = { startMinutes, queues: deploy.mode === 'async' }
  if (serviceTime !== undefined && latency !== undefined && latency <= serviceTime) {
    throw new CliError(`a latency objective of ${latency} ms is not above the service time of ${serviceTime} ms`, {
      next: 'give an objective that one request on an idle instance meets',
    })
  }
  const of = (maximum: number, source: string) => {
    const seconds = serviceTime === undefined ? (60 / maximum) * concurrency : serviceTime / 1000
    return { instance: { ...common, perMinute: maximum, serviceTime: seconds }, source }
  }
  if (perMinute !== undefined) return of(perMinute, '--per-minute')
  if (serviceTime !== undefined) {
    // An M/M/1 server answers in s / (1 - load): at the objective the load is 1 - s / objective.
    const load = latency === undefined ? 1 : 1 - serviceTime / latency
    return of((60_000 / serviceTime) * concurrency * load, '--service-time')
  }
  const target = scale?.target
  if (target?.measuredMaximum !== undefined) return of(target.measuredMaximum, 'scale.target.measuredMaximum')
  if (target?.metric === 'invocationsPerInstance' && target.value !== undefined) {
    return of(target.value / advisedLoad, 'scale.target.value, taken as 70 % of it')
  }
  const assumed = Math.max(peakOf(demand), 1) / assumedPeak
  return of(
    assumed,
    `assumed: the peak takes ${assumedPeak} instances; measure it and give --per-minute or --service-time`,
  )
}
