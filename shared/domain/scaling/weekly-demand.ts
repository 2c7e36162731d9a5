import { offsetAt } from '#shared/manifest/clock/zone.ts'
import type { Demand } from './trace.ts'

/** What was needed in one slot of one week. */
export interface Observation {
  /** The slot of the week in its zone, counted from Sunday 00:00. */
  slot: number
  /** Most requests a minute. */
  most: number
  minute: number
}

/** How days are taken together when a rhythm is learnt. */
const rhythms = {
  daily: () => 0,
  weekend: (day: number) => (day === 0 || day === 6 ? 1 : 0),
  weekly: (day: number) => day,
}
export type Rhythm = keyof typeof rhythms

const minuteLong = 60_000
export const slotMinutes = 30
export const slotsOfDay = 1440 / slotMinutes
export const slotsOfWeek = 7 * slotsOfDay

/** The most that was asked for in each half hour, as the clocks of a zone count them. */
export function weeklyDemand({ start, perMinute }: Demand, zone: string): Observation[] {
  const observations: Observation[] = []
  let last: Observation | undefined
  for (let minute = 0; minute < perMinute.length; minute++) {
    const instant = start + minute * minuteLong
    const local = Math.floor((instant + offsetAt(zone, instant)) / minuteLong)
    // The epoch began on a Thursday.
    const slot = Math.floor((local + 4 * 1440) / slotMinutes) % slotsOfWeek
    if (slot !== last?.slot) {
      last = { slot, most: 0, minute }
      observations.push(last)
    }
    last.most = Math.max(last.most, perMinute[minute]!)
  }
  return observations
}

/** For each slot of the week, a quantile of what was observed in the slots that the rhythm takes together; 0 where none was. */
export function usualDemand(observations: readonly Observation[], rhythm: Rhythm, quantile: number): Float64Array {
  const group = (slot: number) => rhythms[rhythm](Math.floor(slot / slotsOfDay)) * slotsOfDay + (slot % slotsOfDay)
  const seen: number[][] = Array.from({ length: slotsOfWeek }, () => [])
  for (const { slot, most } of observations) seen[group(slot)]!.push(most)
  const usual = seen.map((values) => {
    values.sort((left, right) => left - right)
    return values[Math.round(quantile * (values.length - 1))] ?? 0
  })
  return Float64Array.from({ length: slotsOfWeek }, (_, slot) => usual[group(slot)]!)
}
