/** The busiest week of the data, before whose Monday the model has learnt: from a Monday to a Sunday. */
export const REAL_MONDAY = '2017-12-04'
/** The week in which it is replayed, weekday for weekday: with the holiday and the surge of the line's manifest. */
const REPLAYED_MONDAY = '2026-12-07'
export const WEEK_DAYS = 7

/** Where the planners are who ask; it knows no change of clocks. */
export const ZONE = 'Asia/Manila'
const ZONE_OFFSET = '+08:00'

const DAY = 86_400_000

/** Midnight in Manila of a day of the replayed week, counted from 0; epoch ms. */
export const midnight = (day: number): number => Date.parse(`${REPLAYED_MONDAY}T00:00:00${ZONE_OFFSET}`) + day * DAY

/** The date of a day of the replayed week. */
export const dateOf = (day: number): string =>
  new Date(Date.parse(REPLAYED_MONDAY) + day * DAY).toISOString().slice(0, 10)
