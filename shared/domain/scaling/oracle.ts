import type { Instance } from './fleet-policy.ts'

export interface Oracle {
  instanceHours: number
  capacity: Int32Array
}

/**
 * The fewest instance-hours that serve every request, knowing the future and paying for the start of each instance.
 *
 * The cost, the sum of x(t) plus `startMinutes` for each rise of x, falls apart into one problem for each level k:
 * whether a k-th instance is there. It must be where the demand needs k, and over a gap it stays when that is no dearer
 * than starting it again. So keeping each level over gaps of at most `startMinutes` is exact. The fleet at the start is
 * in service, as a policy's is; a level that is first needed early is kept from the start.
 */
export function oracle(demand: Float64Array, { perMinute, startMinutes }: Instance, least = 1): Oracle {
  const capacity = new Int32Array(demand.length)
  /** When each level was last needed: index k - 1. */
  const lastNeeded: number[] = []
  let [paid, level] = [0, 0]
  for (let minute = 0; minute < demand.length; minute++) {
    const need = Math.max(least, Math.ceil(demand[minute]! / perMinute - 1e-9))
    for (let k = level; k < need; k++) {
      const gap = minute - (lastNeeded[k] ?? 0)
      if (gap <= startMinutes) for (let kept = minute - gap; kept < minute; kept++) capacity[kept]!++
      paid += Math.min(gap, startMinutes)
    }
    for (let k = need; k < level; k++) lastNeeded[k] = minute
    level = need
    capacity[minute] = need
    paid += need
  }
  return { instanceHours: paid / 60, capacity }
}
