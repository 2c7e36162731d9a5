import type { Served } from '#shared/domain/scaling/simulate-fleet.ts'
import type { Replayed } from './replay.ts'

/**
 * What the instances that there were had to do with the requests that were sent. All were answered: a process on this
 * machine takes far more than the line's measured maximum, and beyond that a request counts as over.
 */
export function servedOf({ inService, paidFor }: Replayed, sent: ArrayLike<number>, measuredMaximum: number): Served {
  const over = Float64Array.from(inService, (count, minute) => Math.max(0, sent[minute]! - count * measuredMaximum))
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
  const total = sum(sent)
  return {
    requestsOver: total === 0 ? 0 : sum(over) / total,
    instanceHours: sum(paidFor) / 60,
    capacity: inService,
    over,
  }
}
