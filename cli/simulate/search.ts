import type { Pool } from './pool.ts'
import type { Outcome } from './simulate.ts'

export interface Search {
  /** Seeds simulated. */
  seeds: number
  runs: number
  /** Hours of simulated time. */
  hours: number
  faults: number
  /** What came of each seed that violates an invariant, by its number. */
  violated: Outcome[]
}

/** Simulates seeds on all processes of a pool; a violation does not keep the others from being looked at. */
export async function search(
  pool: Pool,
  seeds: Iterable<number>,
  onSeed: (found: Search, outcome: Outcome) => void,
): Promise<Search> {
  const found: Search = { seeds: 0, runs: 0, hours: 0, faults: 0, violated: [] }
  const left = seeds[Symbol.iterator]()
  const work = async () => {
    for (let next = left.next(); !next.done; next = left.next()) {
      const outcome = await pool.run(next.value)
      found.seeds += 1
      found.runs += outcome.runs
      found.hours += outcome.hours
      found.faults += outcome.selection.faults.length
      if (outcome.violations.length > 0) found.violated.push(outcome)
      onSeed(found, outcome)
    }
  }
  await Promise.all(Array.from({ length: pool.size }, work))
  found.violated.sort((one, other) => one.seed - other.seed)
  return found
}
