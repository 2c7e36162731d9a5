import type { TargetTracking } from './records.ts'

/** At most this part of the capacity goes at once, but always one. AWS says no more than that it scales in gradually. */
const LARGEST_SCALE_IN = 0.1
/** Division leaves whole numbers a hair off. */
const HAIR = 1e-9

type Tracked = Pick<TargetTracking, 'TargetValue'>

/** The capacity at which a metric above its target would be at it: in proportion. From nothing, the first unit. */
export function trackOut({ TargetValue }: Tracked, metric: number, capacity: number): number {
  if (capacity === 0) return 1
  return Math.ceil((capacity * metric) / TargetValue - HAIR)
}

/**
 * The capacity that suffices for a metric below its target, gone towards gradually. The present one when already one
 * unit less would put the metric above the target.
 */
export function trackIn({ TargetValue }: Tracked, metric: number, capacity: number): number {
  const enough = Math.max(0, Math.ceil((capacity * metric) / TargetValue - HAIR))
  const furthest = capacity - Math.max(1, Math.floor(capacity * LARGEST_SCALE_IN))
  return Math.min(capacity, Math.max(enough, furthest))
}
