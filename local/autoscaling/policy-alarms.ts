import type { Kernel } from '../kernel/kernel.ts'
import { metricOfPolicy } from './metric-of-policy.ts'
import type { ScalableTarget, ScalingPolicy } from './records.ts'
import { asService } from './variant-capacity.ts'

const HIGH_PERIODS = 3
const LOW_SECONDS = 15 * 60
/** How far below its target a metric must be for capacity to go. */
const LOW_SHARE = 0.9

/** The two alarms that call a target tracking policy, as CloudWatch is asked for them. */
export function alarmsOf(kernel: Kernel, policy: ScalingPolicy): { AlarmName: string }[] {
  const { watched, period } = metricOfPolicy(policy)
  const { TargetValue } = policy.TargetTrackingScalingPolicyConfiguration!
  const action = `${policy.PolicyARN}:createdBy/${policy.createdBy}`
  const alarm = (which: 'High' | 'Low', rest: object) => ({
    AlarmName: `TargetTracking-${policy.ResourceId}-Alarm${which}-${kernel.requestId()}`,
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${action}.`,
    ActionsEnabled: true,
    AlarmActions: [action],
    ...watched,
    ...rest,
  })
  return [
    alarm('High', {
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: TargetValue,
      EvaluationPeriods: HIGH_PERIODS,
    }),
    alarm('Low', {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: TargetValue * LOW_SHARE,
      EvaluationPeriods: LOW_SECONDS / period,
    }),
  ]
}

export async function makeAlarms(kernel: Kernel, target: ScalableTarget, inputs: object[]): Promise<void> {
  for (const input of inputs) await kernel.call('cloudwatch', 'PutMetricAlarm', input, asService(target))
}

/** Alarms of step policies belong to whoever made them. */
export async function deleteAlarms(kernel: Kernel, target: ScalableTarget, { Alarms }: ScalingPolicy): Promise<void> {
  const AlarmNames = Alarms.map(({ AlarmName }) => AlarmName)
  if (AlarmNames.length > 0) await kernel.call('cloudwatch', 'DeleteAlarms', { AlarmNames }, asService(target))
}
