import { seededRandom } from '#shared/analysis/seeded-random.ts'
import type { RealDay } from './orders.ts'
import { requestsOfDay } from './requests-of-day.ts'
import { dateOf } from './week.ts'

/** The same week each time. */
const SEED = 7
const WEEKEND = [0, 6]

/** Requests in each minute of the replayed days; on weekends and holidays nobody is in the office. */
export function requestsOfWeek(
  days: readonly Pick<RealDay, 'linesOrdered'>[],
  holidays: readonly string[],
): Int32Array {
  const random = seededRandom(SEED)
  const each = days.map(({ linesOrdered }, day) => {
    const date = dateOf(day)
    const free = WEEKEND.includes(new Date(date).getUTCDay()) || holidays.includes(date)
    return requestsOfDay(linesOrdered, !free, random)
  })
  return Int32Array.from(each.flatMap((minutes) => [...minutes]))
}
