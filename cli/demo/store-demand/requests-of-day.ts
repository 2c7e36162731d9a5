/** For each line that was ordered on a day, so many requests for a forecast are sent on it. */
export const REQUESTS_PER_LINE = 400

/** How a day's requests spread over its hours in Manila, in parts: of an office that plans from nine to six. */
const OFFICE = [2, 2, 2, 2, 2, 2, 3, 6, 14, 30, 36, 34, 24, 30, 36, 34, 30, 22, 12, 8, 6, 4, 3, 2]
/** Of shops without their office, on weekends and holidays: later, and evenly until they close. */
const SHOPS = [3, 2, 2, 2, 2, 2, 2, 4, 8, 14, 20, 24, 26, 26, 26, 24, 22, 20, 18, 14, 10, 7, 5, 3]

const MINUTES = 1440

/**
 * Requests in each minute of a day: as many in all as the lines that were really ordered ask for, drawn minute by minute
 * as independent callers come (a Poisson process), with `random` from 0 to below 1.
 */
export function requestsOfDay(linesOrdered: number, office: boolean, random: () => number): Int32Array {
  const parts = office ? OFFICE : SHOPS
  const sum = parts.reduce((total, part) => total + part, 0)
  const requests = linesOrdered * REQUESTS_PER_LINE
  return Int32Array.from({ length: MINUTES }, (_, minute) => {
    const perHour = (between(parts, minute / 60 - 0.5) / sum) * requests
    return poisson(perHour / 60, random)
  })
}

/** Between the middles of two hours the parts change evenly. */
function between(parts: readonly number[], hour: number): number {
  const before = Math.floor(hour)
  const at = (index: number) => parts[(index + parts.length) % parts.length]!
  return at(before) + (hour - before) * (at(before + 1) - at(before))
}

/** Knuth's method: fine for the few requests of a minute. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}
