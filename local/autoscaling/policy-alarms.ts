import type { Kernel } from '../kernel/kernel.ts'
import { metricOfPolicy } from './metric-of-policy.ts'
import type { ScalableTarget, ScalingPolicy } from './records.ts'
import { asService } from './variant-capacity.ts'

const HIGH_PERIODS = 3
const LOW_SECONDS = 15 * 60
/** How far below its target a metric must be for capacity to go. */
const LOW_SHARE = 0.9

/** Makes the two alarms that call a target tracking policy, in place of those that it had. */
export async function makeAlarms(
  kernel: Kernel,
  target: ScalableTarget,
  policy: ScalingPolicy,
): Promise<ScalingPolicy['Alarms']> {
  await deleteAlarms(kernel, target, policy)
  const { watched, period } = metricOfPolicy(policy)
  const { TargetValue } = policy.TargetTrackingScalingPolicyConfiguration!
  const action = `${policy.PolicyARN}:createdBy/${policy.createdBy}`
  const make = async (which: 'High' | 'Low', rest: object) => {
    const AlarmName = `TargetTracking-${policy.ResourceId}-Alarm${which}-${kernel.requestId()}`
    const input = {
      AlarmName,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${action}.`,
      ActionsEnabled: true,
      AlarmActions: [action],
      ...watched,
      ...rest,
    }
    await kernel.call('cloudwatch', 'PutMetricAlarm', input, asService(target))
    return { AlarmName, AlarmARN: kernel.arn('cloudwatch', `alarm:${AlarmName}`) }
  }
  return [
    await make('High', {
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: TargetValue,
      EvaluationPeriods: HIGH_PERIODS,
    }),
    await make('Low', {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: TargetValue * LOW_SHARE,
      EvaluationPeriods: LOW_SECONDS / period,
    }),
  ]
}

/** Alarms of step policies belong to whoever made them. */
export async function deleteAlarms(kernel: Kernel, target: ScalableTarget, { Alarms }: ScalingPolicy): Promise<void> {
  const AlarmNames = Alarms.map(({ AlarmName }) => AlarmName)
  if (AlarmNames.length > 0) await kernel.call('cloudwatch', 'DeleteAlarms', { AlarmNames }, asService(target))
}
