import { numberOf, numbersOf } from './cron-numbers.ts'

/** Whether a cron expression names a date, of which UTC's fields count. */
export type NamesDay = (date: Date) => boolean

/** In AWS's order: Sunday is 1. */
export const weekdayNames = 'SUNMONTUEWEDTHUFRISAT'

/** Day of month: values and ranges, `L` the last day, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
export function daysOfMonth(field: string): NamesDay {
  return any(field, (part) => {
    if (part === 'L') return (date) => date.getUTCDate() === lengthOfMonth(date)
    const nearest = /^(\d+|L)W$/.exec(part)?.[1]
    if (nearest === undefined) {
      const days = new Set(numbersOf(part, 1, 31))
      return (date) => days.has(date.getUTCDate())
    }
    return (date) => {
      const length = lengthOfMonth(date)
      const wanted = nearest === 'L' ? length : Number(nearest)
      return wanted <= length && date.getUTCDate() === nearestWeekday(date, wanted, length)
    }
  })
}

/** Day of week: values and ranges, `3#2` the second Tuesday, `6L` the last Friday, `L` Saturday. */
export function daysOfWeek(field: string): NamesDay {
  return any(field, (part) => {
    const [, name = '', which = ''] = /^(\w+?)(L|#[1-5])$/.exec(part) ?? []
    if (!which || part === 'L') {
      const days = new Set(part === 'L' ? [7] : numbersOf(part, 1, 7, weekdayNames))
      return (date) => days.has(date.getUTCDay() + 1)
    }
    const weekday = numberOf(name, 1, weekdayNames)
    return (date) => {
      if (date.getUTCDay() + 1 !== weekday) return false
      const day = date.getUTCDate()
      return which === 'L' ? day + 7 > lengthOfMonth(date) : Math.ceil(day / 7) === Number(which[1])
    }
  })
}

function any(field: string, read: (part: string) => NamesDay): NamesDay {
  const parts = field.toUpperCase().split(',').map(read)
  return (date) => parts.some((named) => named(date))
}

function lengthOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}

/** Monday to Friday nearest to a day of the date's month, never leaving the month. */
function nearestWeekday(date: Date, day: number, length: number): number {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay()
  if (weekday === 6) return day > 1 ? day - 1 : day + 2
  if (weekday === 0) return day < length ? day + 1 : day - 2
  return day
}
