import { checkMetric } from './metric-of-policy.ts'
import type { ScalingPolicy } from './records.ts'
import { refuse } from './target-name.ts'

const SMALLEST_TARGET = 8.51592e-109
const LARGEST_TARGET = 1.174271e108

/** The rules of a target tracking policy that go beyond its shape; `others` stand on the same target. */
export function checkTrackingPolicy(policy: ScalingPolicy, others: ScalingPolicy[]): void {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration!
  const { TargetValue, ScaleInCooldown = 0, ScaleOutCooldown = 0 } = tracking
  if (!(TargetValue >= SMALLEST_TARGET && TargetValue <= LARGEST_TARGET))
    throw refuse(`TargetValue must be between ${SMALLEST_TARGET} and ${LARGEST_TARGET}`)
  if (ScaleInCooldown < 0 || ScaleOutCooldown < 0) throw refuse('Cooldown cannot be negative')
  checkMetric(policy, tracking)
  if (others.some((other) => metricKey(other) === metricKey(policy)))
    throw refuse('Only one TargetTrackingScaling policy for a given metric specification is allowed.')
}

function metricKey({ TargetTrackingScalingPolicyConfiguration: tracking }: ScalingPolicy): string | undefined {
  if (!tracking) return undefined
  return JSON.stringify(tracking.PredefinedMetricSpecification ?? tracking.CustomizedMetricSpecification)
}
