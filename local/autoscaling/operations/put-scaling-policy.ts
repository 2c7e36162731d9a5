import { checkStepPolicy } from '../check-step-policy.ts'
import { checkTrackingPolicy } from '../check-tracking-policy.ts'
import type { AutoScalingContext } from '../context.ts'
import { alarmsOf, deleteAlarms, makeAlarms } from '../policy-alarms.ts'
import type { ScalingPolicy } from '../records.ts'
import { refuse, targetNameOf } from '../target-name.ts'

/** Makes or replaces a policy; one of target tracking gets its two alarms. */
export const putScalingPolicy =
  ({ kernel, book }: AutoScalingContext) =>
  async (input: any) => {
    const name = targetNameOf(input)
    const target = book.target(name)
    const { PolicyName } = input
    const known = book.findPolicy(name, PolicyName)
    const policy: ScalingPolicy = {
      ...name,
      PolicyName,
      PolicyARN:
        known?.PolicyARN ??
        kernel.arn(
          'autoscaling',
          `scalingPolicy:${kernel.requestId()}:resource/sagemaker/${name.ResourceId}:policyName/${PolicyName}`,
        ),
      PolicyType: input.PolicyType ?? known?.PolicyType ?? 'StepScaling',
      CreationTime: known?.CreationTime ?? kernel.clock.now(),
      Alarms: [],
      createdBy: known?.createdBy ?? kernel.requestId(),
      ...configuration(input, known),
    }
    const others = book.policies(name).filter((other) => other.PolicyName !== PolicyName)
    check(policy, others)
    const inputs = policy.PolicyType === 'TargetTrackingScaling' ? alarmsOf(kernel, policy) : []
    policy.Alarms = inputs.map(({ AlarmName }) => ({
      AlarmName,
      AlarmARN: kernel.arn('cloudwatch', `alarm:${AlarmName}`),
    }))
    // Before its alarms, so that none is left that nobody knows of.
    book.putPolicy(policy)
    try {
      await makeAlarms(kernel, target, inputs)
    } catch (error) {
      if (known) book.putPolicy(known)
      else book.deletePolicy(policy)
      await deleteAlarms(kernel, target, policy)
      throw refuse((error as Error).message)
    }
    if (known) await deleteAlarms(kernel, target, known)
    return { PolicyARN: policy.PolicyARN, Alarms: policy.Alarms }
  }

function configuration(
  { StepScalingPolicyConfiguration: stepping, TargetTrackingScalingPolicyConfiguration: tracking }: any,
  known: ScalingPolicy | undefined,
) {
  if (stepping) return { StepScalingPolicyConfiguration: stepping }
  if (tracking) return { TargetTrackingScalingPolicyConfiguration: tracking }
  return {
    ...(known?.StepScalingPolicyConfiguration && {
      StepScalingPolicyConfiguration: known.StepScalingPolicyConfiguration,
    }),
    ...(known?.TargetTrackingScalingPolicyConfiguration && {
      TargetTrackingScalingPolicyConfiguration: known.TargetTrackingScalingPolicyConfiguration,
    }),
  }
}

function check(policy: ScalingPolicy, others: ScalingPolicy[]): void {
  const { PolicyType, StepScalingPolicyConfiguration: stepping } = policy
  if (PolicyType === 'TargetTrackingScaling') {
    if (!policy.TargetTrackingScalingPolicyConfiguration)
      throw refuse('TargetTrackingScalingPolicyConfiguration must be specified')
    checkTrackingPolicy(policy, others)
  } else if (PolicyType === 'StepScaling') {
    if (!stepping) throw refuse('StepScalingPolicyConfiguration must be specified')
    checkStepPolicy(stepping)
  } else throw refuse(`The local runtime has step scaling and target tracking, not ${PolicyType}.`)
}
