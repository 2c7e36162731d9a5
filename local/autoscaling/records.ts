/** What identifies a scalable target, and whatever hangs on it. */
export interface TargetName {
  ServiceNamespace: 'sagemaker'
  /** `endpoint/<endpoint>/variant/<variant>` */
  ResourceId: string
  ScalableDimension: ScalableDimension
}

type ScalableDimension = 'sagemaker:variant:DesiredInstanceCount' | 'sagemaker:variant:DesiredProvisionedConcurrency'

export interface SuspendedState {
  DynamicScalingInSuspended: boolean
  DynamicScalingOutSuspended: boolean
  ScheduledScalingSuspended: boolean
}

/** Times are epoch ms here and below. */
export interface ScalableTarget extends TargetName {
  MinCapacity: number
  MaxCapacity: number
  RoleARN: string
  CreationTime: number
  SuspendedState: SuspendedState
  ScalableTargetARN: string
  tags: Record<string, string>
  cooldowns: Cooldowns
}

export interface Cooldowns {
  /** After a policy scaled out: `from` is the capacity that there was before. */
  out?: { until: number; from: number }
  in?: { until: number }
}

export interface ScalingPolicy extends TargetName {
  PolicyARN: string
  PolicyName: string
  PolicyType: 'TargetTrackingScaling' | 'StepScaling'
  CreationTime: number
  StepScalingPolicyConfiguration?: StepScaling
  TargetTrackingScalingPolicyConfiguration?: TargetTracking
  /** Those of target tracking, which the service makes itself. */
  Alarms: { AlarmName: string; AlarmARN: string }[]
  /** Ends the ARN that its own alarms call. */
  createdBy: string
}

export interface TargetTracking {
  TargetValue: number
  PredefinedMetricSpecification?: { PredefinedMetricType: string; ResourceLabel?: string }
  CustomizedMetricSpecification?: Record<string, any>
  ScaleOutCooldown?: number
  ScaleInCooldown?: number
  DisableScaleIn?: boolean
}

export interface StepScaling {
  AdjustmentType: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity'
  StepAdjustments: StepAdjustment[]
  MinAdjustmentMagnitude?: number
  Cooldown?: number
  MetricAggregationType?: 'Average' | 'Minimum' | 'Maximum'
}

/** Bounds are distances from the alarm's threshold; a missing one is infinitely far. */
export interface StepAdjustment {
  MetricIntervalLowerBound?: number
  MetricIntervalUpperBound?: number
  ScalingAdjustment: number
}

export interface ScheduledAction extends TargetName {
  ScheduledActionName: string
  ScheduledActionARN: string
  Schedule: string
  Timezone?: string
  StartTime?: number
  EndTime?: number
  ScalableTargetAction: Bounds
  CreationTime: number
  /** Undefined once there is none left. */
  nextAt?: number
}

interface Bounds {
  MinCapacity?: number
  MaxCapacity?: number
}

export interface NotScaledReason extends Bounds {
  Code:
    | 'AlreadyAtMaxCapacity'
    | 'AlreadyAtMinCapacity'
    | 'AlreadyAtDesiredCapacity'
    | 'AutoScalingAnticipatedFlapping'
    | 'TargetServicePutResourceAsUnscalable'
  CurrentCapacity?: number
}

export interface ScalingActivity extends TargetName {
  ActivityId: string
  Description: string
  Cause: string
  StartTime: number
  EndTime?: number
  StatusCode: 'InProgress' | 'Successful' | 'Failed'
  StatusMessage?: string
  NotScaledReasons?: NotScaledReason[]
}

export const keyOf = ({ ResourceId, ScalableDimension }: TargetName) => `${ResourceId} ${ScalableDimension}`

/** The same in the words of errors. */
export const namely = ({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName) =>
  `service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`
