import { cronTimes, readCron } from './cron.ts'
import type { Occasion } from './occasions.ts'
import { instantOf, offsetAt } from './zone.ts'

const day = 86_400_000
/** How far back it is looked, farther each time that nothing was found; 29 February comes every eight years at least. */
const spans = [8, 40, 400, 3000]

/**
 * The last instant (epoch ms) up to `now` at which a cron expression fell due. A wall-clock time that a change of clocks
 * leaves out counts as if they had not changed yet: no schedule strikes then, and yet what was to be done is due.
 */
export function latestOccasion({ expression, timezone }: Occasion, now: number): number | undefined {
  const cron = readCron(expression)
  for (const span of spans) {
    const from = now - span * day
    let latest: number | undefined
    for (const local of cronTimes(cron, from + offsetAt(timezone, from) - day, now + offsetAt(timezone, now) + day)) {
      const instant = instantOf(timezone, local) ?? local - offsetAt(timezone, local - day)
      if (instant <= now && (latest === undefined || instant > latest)) latest = instant
    }
    if (latest !== undefined) return latest
  }
  return undefined
}
