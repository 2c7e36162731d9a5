import type {
  ScalableTarget,
  ScalingPolicy,
  ScheduledAction,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling'
import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import type { ActionRequest, PolicyRequest, ScaledVariant, ScalingState } from './scaling-requests.ts'

/** What the services tell of one variant. */
export interface DescribedScaling {
  target: ScalableTarget
  policies: ScalingPolicy[]
  actions: ScheduledAction[]
  /** Alarms that call one of the step policies, and those whose names say that they are ours. */
  alarms: MetricAlarm[]
}

/** What was found, as the requests that would make it so. Alarms of target tracking are the service's own, and left out. */
export function scalingStateOf({ target, policies, actions, alarms }: DescribedScaling): ScalingState {
  const variant: ScaledVariant = {
    ServiceNamespace: 'sagemaker',
    ResourceId: target.ResourceId!,
    ScalableDimension: target.ScalableDimension!,
  }
  const arns = Object.fromEntries(policies.map(({ PolicyName, PolicyARN }) => [PolicyName!, PolicyARN!]))
  const calls = ({ AlarmActions = [] }: MetricAlarm) => AlarmActions.some((arn) => Object.values(arns).includes(arn))
  return {
    target: { ...variant, MinCapacity: target.MinCapacity!, MaxCapacity: target.MaxCapacity! },
    policies: policies.map((policy) => policyRequest(policy, variant, alarms)),
    actions: actions.map((action) => actionRequest(action, variant)),
    suspended: suspensionOf(target.SuspendedState),
    arns,
    madeAt: Object.fromEntries(
      actions.map(({ ScheduledActionName, CreationTime }) => [ScheduledActionName!, CreationTime?.getTime() ?? 0]),
    ),
    stray: alarms.filter((alarm) => !calls(alarm)).map((alarm) => alarmRequest(alarm)),
  }
}

function suspensionOf(suspended: SuspendedState = {}): Required<SuspendedState> {
  return {
    DynamicScalingInSuspended: suspended.DynamicScalingInSuspended ?? false,
    DynamicScalingOutSuspended: suspended.DynamicScalingOutSuspended ?? false,
    ScheduledScalingSuspended: suspended.ScheduledScalingSuspended ?? false,
  }
}

function policyRequest(policy: ScalingPolicy, variant: ScaledVariant, alarms: MetricAlarm[]): PolicyRequest {
  const { PolicyName, PolicyARN, PolicyType } = policy
  const stepping = policy.StepScalingPolicyConfiguration
  const tracking = policy.TargetTrackingScalingPolicyConfiguration
  const calling = stepping ? alarms.filter(({ AlarmActions }) => AlarmActions?.includes(PolicyARN!)) : []
  return {
    name: PolicyName!,
    request: {
      PolicyName: PolicyName!,
      ...variant,
      PolicyType: PolicyType!,
      ...(stepping && { StepScalingPolicyConfiguration: stepping }),
      ...(tracking && { TargetTrackingScalingPolicyConfiguration: tracking }),
    },
    alarms: calling.map((alarm) => alarmRequest(alarm, PolicyARN)),
  }
}

function actionRequest(action: ScheduledAction, variant: ScaledVariant): ActionRequest {
  const { ScheduledActionName, Schedule, Timezone, StartTime, EndTime, ScalableTargetAction = {} } = action
  return {
    name: ScheduledActionName!,
    request: {
      ScheduledActionName: ScheduledActionName!,
      ...variant,
      Schedule: Schedule!,
      ...(Timezone && { Timezone }),
      ...(StartTime && { StartTime: StartTime.toISOString() }),
      ...(EndTime && { EndTime: EndTime.toISOString() }),
      ScalableTargetAction,
    },
  }
}

/** What of an alarm can be asked for; its state and its times cannot. */
const settings = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
  'ThresholdMetricId',
] as const

function alarmRequest(alarm: MetricAlarm, policy?: string): PutMetricAlarmCommandInput {
  const kept = settings.flatMap((name) => (alarm[name] === undefined ? [] : [[name, alarm[name]] as const]))
  const others = (alarm.AlarmActions ?? []).filter((arn) => arn !== policy)
  return {
    ...(Object.fromEntries(kept) as unknown as PutMetricAlarmCommandInput),
    ...(others.length > 0 && { AlarmActions: others }),
  }
}
