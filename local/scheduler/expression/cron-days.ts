import { DAY_OF_MONTH, DAY_OF_WEEK, parseField, parseValue } from './cron-field.ts'

/** A month, with what its days need: how many, and on which weekday (1 = Sunday) the first falls. */
export interface Month {
  days: number
  firstWeekday: number
}

export function monthOf(year: number, month: number): Month {
  return {
    days: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    firstWeekday: new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 1,
  }
}

/** Gives the days of a month that a cron expression names, ascending. */
export type DaysOf = (month: Month) => number[]

/** Day-of-month: values and ranges, `L` the last day, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
export function parseDaysOfMonth(text: string): DaysOf {
  return union(
    text
      .toUpperCase()
      .split(',')
      .map((part) => {
        if (part === 'L') return (month) => [month.days]
        if (part === 'LW') return (month) => [nearestWeekday(month, month.days)]
        const nearest = /^(\d+)W$/.exec(part)
        if (nearest) {
          const day = parseValue(nearest[1]!, DAY_OF_MONTH)
          return (month) => (day <= month.days ? [nearestWeekday(month, day)] : [])
        }
        const days = parseField(part, DAY_OF_MONTH)
        return (month) => days.filter((day) => day <= month.days)
      }),
  )
}

/** Day-of-week: values and ranges, `3#2` the second Tuesday, `6L` the last Friday, `L` Saturday. */
export function parseDaysOfWeek(text: string): DaysOf {
  return union(
    text
      .toUpperCase()
      .split(',')
      .map((part) => {
        const last = /^(\w+?)L$/.exec(part)
        if (last) {
          const weekday = parseValue(last[1]!, DAY_OF_WEEK)
          return (month) => daysOn(month, weekday).slice(-1)
        }
        const nth = /^(\w+)#([1-5])$/.exec(part)
        if (nth) {
          const weekday = parseValue(nth[1]!, DAY_OF_WEEK)
          return (month) => daysOn(month, weekday).slice(Number(nth[2]) - 1, Number(nth[2]))
        }
        const weekdays = part === 'L' ? [7] : parseField(part, DAY_OF_WEEK)
        return (month) => weekdays.flatMap((weekday) => daysOn(month, weekday))
      }),
  )
}

const union =
  (parts: DaysOf[]): DaysOf =>
  (month) =>
    [...new Set(parts.flatMap((part) => part(month)))].sort((a, b) => a - b)

function daysOn({ days, firstWeekday }: Month, weekday: number): number[] {
  const found = []
  for (let day = ((weekday - firstWeekday + 7) % 7) + 1; day <= days; day += 7) found.push(day)
  return found
}

/** Monday to Friday nearest to a day, never leaving the month. */
function nearestWeekday({ days, firstWeekday }: Month, day: number): number {
  const weekday = ((firstWeekday - 1 + day - 1) % 7) + 1
  if (weekday === 7) return day > 1 ? day - 1 : day + 2
  if (weekday === 1) return day < days ? day + 1 : day - 2
  return day
}
