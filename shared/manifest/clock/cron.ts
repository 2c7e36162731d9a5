import { daysOfMonth, daysOfWeek, type NamesDay } from './cron-days.ts'
import { numbersOf } from './cron-numbers.ts'

/** A cron expression of AWS's dialect, read. */
export interface Cron {
  minutes: number[]
  hours: number[]
  months: Set<number>
  years: Set<number>
  namesDay: NamesDay
}

/** Reads what `scheduleExpressionProblem` finds sound: `cron(minutes hours day-of-month month day-of-week year)`. */
export function readCron(expression: string): Cron {
  const [minutes = '', hours = '', day = '', month = '', weekday = '', year = ''] = expression
    .slice('cron('.length, -1)
    .trim()
    .split(/\s+/)
  return {
    minutes: numbersOf(minutes, 0, 59),
    hours: numbersOf(hours, 0, 23),
    months: new Set(numbersOf(month, 1, 12, 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC')),
    years: new Set(numbersOf(year, 1970, 2199)),
    namesDay: weekday === '?' ? daysOfMonth(day) : daysOfWeek(weekday),
  }
}

const dayLong = 86_400_000

/** The wall-clock times (as if they were UTC, epoch ms) that a cron expression names from `from` until before `until`. */
export function* cronTimes(cron: Cron, from: number, until: number): Generator<number> {
  for (let midnight = Math.floor(from / dayLong) * dayLong; midnight < until; midnight += dayLong) {
    if (!namesDate(cron, midnight)) continue
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const time = midnight + (hour * 60 + minute) * 60_000
        if (time >= from && time < until) yield time
      }
    }
  }
}

/** Whether a cron expression ever names a day: 31 February is none, nor is 29 February of a year that has none. */
export function everFires(cron: Cron): boolean {
  // The calendar repeats after 28 years, as long as no century is in between.
  const named = [...cron.years]
  const years = named.filter((year) => year >= 2000).slice(0, 28)
  return years.some((year) => {
    const end = Date.UTC(year + 1, 0, 1)
    for (let day = Date.UTC(year, 0, 1); day < end; day += dayLong) if (namesDate(cron, day)) return true
    return false
  })
}

function namesDate({ years, months, namesDay }: Cron, midnight: number): boolean {
  const date = new Date(midnight)
  return years.has(date.getUTCFullYear()) && months.has(date.getUTCMonth() + 1) && namesDay(date)
}
