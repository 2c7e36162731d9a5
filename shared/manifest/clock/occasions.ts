import { type Cron, cronTimes, readCron } from './cron.ts'
import { instantOf, offsetAt } from './zone.ts'

export interface Occasion {
  expression: string
  timezone: string
}

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * The instants (epoch ms) from `from` until before `until` at which an at(), rate() or cron() expression falls due. A
 * wall-clock time that a change of clocks leaves out is left out; one that comes twice counts once. Rates count from
 * `from`.
 */
export function* occasionsOf({ expression, timezone }: Occasion, from: number, until: number): Generator<number> {
  const at = /^at\((.+)\)$/.exec(expression)?.[1]
  const period = periodOf(expression)
  if (at) {
    const instant = instantOf(timezone, Date.parse(`${at}Z`))
    if (instant !== undefined && instant >= from && instant < until) yield instant
  } else if (period) {
    for (let instant = from; instant < until; instant += period) yield instant
  } else yield* cronInstants(readCron(expression), timezone, from, until)
}

/** Milliseconds between two occasions of a rate(); undefined for what is none. */
export function periodOf(expression: string): number | undefined {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  return value && unit ? Number(value) * units[unit]! : undefined
}

function* cronInstants(cron: Cron, zone: string, from: number, until: number): Generator<number> {
  const day = 86_400_000
  const begin = from + offsetAt(zone, from) - day
  for (const local of cronTimes(cron, begin, until + offsetAt(zone, until) + day)) {
    const instant = instantOf(zone, local)
    if (instant !== undefined && instant >= from && instant < until) yield instant
  }
}
