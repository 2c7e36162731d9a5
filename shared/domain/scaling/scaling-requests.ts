import type {
  PutScalingPolicyCommandInput,
  ScalableDimension,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling'
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'

export interface ScaledVariant {
  ServiceNamespace: 'sagemaker'
  /** `endpoint/<endpoint>/variant/<variant>` */
  ResourceId: string
  ScalableDimension: ScalableDimension
}

export interface Bounds {
  MinCapacity: number
  MaxCapacity: number
}

/** A policy, and the alarms that call it; without its ARN among their actions, which is known once it was put. */
export interface PolicyRequest {
  name: string
  request: PutScalingPolicyCommandInput & ScaledVariant
  alarms: PutMetricAlarmCommandInput[]
}

export interface ActionRequest {
  name: string
  /** Times in ISO 8601, so that it can be kept as JSON. */
  request: ScaledVariant & {
    ScheduledActionName: string
    Schedule: string
    Timezone?: string
    StartTime?: string
    EndTime?: string
    ScalableTargetAction: Partial<Bounds>
  }
}

/** Everything that Application Auto Scaling and CloudWatch hold of one variant, as the requests that make it so. */
export interface ScalingRequests {
  target: ScaledVariant & Bounds
  policies: PolicyRequest[]
  actions: ActionRequest[]
}

/** The same as it was found. */
export interface ScalingState extends ScalingRequests {
  suspended: Required<SuspendedState>
  /** ARN of each policy. */
  arns: Record<string, string>
  /** Epoch ms at which each action was made: its rate counts from there. */
  madeAt: Record<string, number>
  /** Alarms of ours that call no policy of the variant. */
  stray: PutMetricAlarmCommandInput[]
}

export const allSuspended: Required<SuspendedState> = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
}

/** What the names begin with of everything that this service puts for an endpoint; what is called otherwise is somebody else's. */
export function ownPrefix(endpoint: string): string {
  return `${endpoint}-scale-`
}

/** Whether a policy, action or alarm was put by this service, and is its own to remove. */
export const isOwnOf = (endpoint: string) => (name: string) => name.startsWith(ownPrefix(endpoint))
