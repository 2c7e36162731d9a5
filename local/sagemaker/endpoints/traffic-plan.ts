import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker'
import type { Stored } from '../records.ts'

/** A number of instances for each variant. */
export type Counts = Readonly<Record<string, number>>

/** One shift of traffic, and the bake that follows it. */
export interface Stage {
  /** How much of the traffic the new fleet takes, 0 to 1. */
  share: number
  /** Instances of the new fleet that exist from here on. */
  launched: Counts
  /** Those of them that take requests. */
  active: Counts
  /** Instances of the old fleet that still take requests. */
  oldActive: Counts
  /** Instances of the old fleet that are left after the bake. */
  oldLeft: Counts
  bakeSeconds: number
  /** The member of the policy that says how long it bakes. */
  bakedBy: 'WaitIntervalInSeconds' | 'TerminationWaitInSeconds'
  /** What its messages call the part of the new fleet that takes requests. */
  capacity: 'canary' | 'partial' | 'full'
}

/**
 * The stages in which an update goes from the old fleet to the new one, by its deployment config; all at once without.
 * Blue/green launches the whole new fleet before the first shift and keeps the whole old one until after the last
 * bake; rolling launches, shifts and ends a batch in each stage.
 */
export function trafficPlan(config: Stored<DeploymentConfig> | undefined, old: Counts, next: Counts): Stage[] {
  const rolling = config?.RollingUpdatePolicy
  if (rolling)
    return shifts(old, next, rolling.MaximumBatchSize!).map(({ active, oldActive, ...shift }) => ({
      ...shift,
      launched: active,
      active,
      oldActive,
      oldLeft: oldActive,
      bakeSeconds: rolling.WaitIntervalInSeconds!,
      bakedBy: 'WaitIntervalInSeconds',
    }))
  const policy = config?.BlueGreenUpdatePolicy
  const routing = policy?.TrafficRoutingConfiguration
  const type = routing?.Type ?? 'ALL_AT_ONCE'
  const size = { CANARY: routing?.CanarySize, LINEAR: routing?.LinearStepSize, ALL_AT_ONCE: undefined }[type]
  const all = shifts(old, next, size ?? { Type: 'CAPACITY_PERCENT', Value: 100 })
  const taken = type === 'CANARY' ? [{ ...all[0]!, capacity: 'canary' as const }, all.at(-1)!] : all
  return taken.map((shift, at) => ({
    ...shift,
    launched: next,
    // Only linear shifting switches off as much of the old fleet as it switches on of the new one.
    oldActive: type === 'LINEAR' ? shift.oldActive : old,
    oldLeft: old,
    ...(at < taken.length - 1
      ? { bakeSeconds: routing?.WaitIntervalInSeconds ?? 0, bakedBy: 'WaitIntervalInSeconds' }
      : { bakeSeconds: policy?.TerminationWaitInSeconds ?? 0, bakedBy: 'TerminationWaitInSeconds' }),
  }))
}

/** In how many instances the old fleet comes back, step by step; at once unless a size says otherwise. */
export function wayBack(config: Stored<DeploymentConfig> | undefined, left: Counts, old: Counts): Counts[] {
  const size = config?.RollingUpdatePolicy?.RollbackMaximumBatchSize
  const steps: Counts[] = []
  let at = left
  do {
    at = each(old, (full, name) => Math.min(full, (at[name] ?? 0) + (size ? batchOf(size, full) : full)))
    steps.push(at)
  } while (total(at) < total(old))
  return steps
}

/** The instances that a size stands for: at least one, and never more than its share. */
function batchOf({ Type, Value }: CapacitySize, count: number): number {
  return Math.max(1, Type === 'INSTANCE_COUNT' ? Value! : Math.floor((count * Value!) / 100))
}

export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

export const each = (counts: Counts, to: (count: number, name: string) => number): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, to(count, name)]))

/** The traffic in equal steps, the last of them whole. */
function shifts(old: Counts, next: Counts, size: CapacitySize) {
  const steps = Math.max(1, ...Object.values(next).map((count) => Math.ceil(count / batchOf(size, count))))
  return Array.from({ length: steps }, (_, index) => {
    const active = each(next, (count) => Math.min(count, batchOf(size, count) * (index + 1)))
    const share = index === steps - 1 ? 1 : total(active) / total(next)
    return {
      share,
      active: index === steps - 1 ? next : active,
      oldActive: each(old, (count) => Math.ceil(count * (1 - share))),
      capacity: share < 1 ? ('partial' as const) : ('full' as const),
    }
  })
}
