import { occasionsOf } from '#shared/manifest/clock/occasions.ts'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { scheduledBounds } from '#shared/manifest/scheduled-bounds.ts'
import type { BoundsChange, FleetPolicy, SimulatedMetric } from './fleet-policy.ts'
import { stepPolicies } from './step-policies.ts'
import { targetValue } from './target-value.ts'
import type { Demand } from './trace.ts'

export type Scale = NonNullable<Manifest['scale']>

const minute = 60_000
/** A change of bounds before the trace begins is still in force; a weekly one lies at most this far back. */
const lookBack = 8 * 86_400_000

/** What a manifest's scale section makes of a fleet over the time of a demand. */
export function policyOfScale(name: string, scale: Scale, { start, perMinute }: Demand): FleetPolicy {
  const changes = scheduledBounds(scale)
    .flatMap((bounds) =>
      [...occasionsOf(bounds, start - lookBack, start + perMinute.length * minute)].map((instant): BoundsChange => {
        return { minute: Math.floor((instant - start) / minute), min: bounds.min, max: bounds.max }
      }),
    )
    .sort((left, right) => left.minute - right.minute)
  const before = changes.findLast((change) => change.minute < 0)
  const { target } = scale
  return {
    name,
    min: before?.min ?? scale.min,
    max: before?.max ?? scale.max,
    targets: target
      ? [
          {
            metric: target.metric as SimulatedMetric,
            value: targetValue(target),
            scaleInCooldown: Math.ceil(durationSeconds(target.scaleInCooldown) / 60),
            scaleIn: target.scaleIn,
          },
        ]
      : [],
    steps: stepPolicies(scale.steps).map(({ metric, threshold, direction, minutes, cooldown, steps, adjust }) => {
      return { metric, threshold, direction, minutes, steps, adjust, cooldown: Math.ceil(cooldown / 60) }
    }),
    changes: changes.filter((change) => change.minute >= 0),
  }
}
