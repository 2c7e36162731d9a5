import { type DaysOf, monthOf, parseDaysOfMonth, parseDaysOfWeek } from './cron-days.ts'
import { HOURS, MINUTES, MONTH, parseField, YEAR } from './cron-field.ts'
import { instantOf, offsetAt } from './time-zone.ts'

export interface Cron {
  minutes: number[]
  hours: number[]
  daysOf: DaysOf
  months: number[]
  years: number[]
}

/** AWS's six fields: minutes, hours, day-of-month, month, day-of-week, year. One of the two days must be `?`. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 6) throw new Error(`a cron expression has six fields, this one ${fields.length}`)
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error("exactly one of day-of-month and day-of-week must be '?'")
  return {
    minutes: parseField(minutes, MINUTES),
    hours: parseField(hours, HOURS),
    daysOf: dayOfWeek === '?' ? parseDaysOfMonth(dayOfMonth) : parseDaysOfWeek(dayOfWeek),
    months: parseField(month, MONTH),
    years: parseField(year, YEAR),
  }
}

/**
 * The first instant after `after` (epoch ms) that a cron expression names in a zone. Local times that a change of
 * clocks skips are skipped; those that come twice count once. Undefined when none is left.
 */
export function nextCron(cron: Cron, after: number, zone: string): number | undefined {
  const local = new Date(after + offsetAt(zone, after))
  const from = {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
  }
  for (const year of cron.years) {
    if (year < from.year) continue
    for (const month of cron.months) {
      if (year === from.year && month < from.month) continue
      for (const day of cron.daysOf(monthOf(year, month))) {
        if (year === from.year && month === from.month && day < from.day) continue
        const instant = firstOfDay(cron, Date.UTC(year, month - 1, day), after, zone)
        if (instant !== undefined) return instant
      }
    }
  }
  return undefined
}

function firstOfDay(cron: Cron, midnight: number, after: number, zone: string): number | undefined {
  for (const hour of cron.hours) {
    const start = midnight + hour * 3_600_000
    // No clock change moves an hour by as much as two.
    if (start + 2 * 3_600_000 - offsetAt(zone, after) + 3_600_000 < after) continue
    for (const minute of cron.minutes) {
      const instant = instantOf(zone, start + minute * 60_000)
      if (instant !== undefined && instant > after) return instant
    }
  }
  return undefined
}
