import type { RetryPolicy } from '../delivery/outbox.ts'

export interface ScheduleTarget {
  Arn: string
  RoleArn: string
  Input?: string
  RetryPolicy?: Partial<RetryPolicy>
  DeadLetterConfig?: { Arn?: string }
  EventBridgeParameters?: { DetailType: string; Source: string }
  SqsParameters?: { MessageGroupId?: string }
}

/** A schedule as it is kept; times are epoch ms. */
export interface Schedule {
  Arn: string
  Name: string
  GroupName: string
  ScheduleExpression: string
  ScheduleExpressionTimezone: string
  StartDate?: number
  EndDate?: number
  Description?: string
  State: 'ENABLED' | 'DISABLED'
  KmsKeyArn?: string
  Target: ScheduleTarget
  FlexibleTimeWindow: { Mode: 'OFF' | 'FLEXIBLE'; MaximumWindowInMinutes?: number }
  ActionAfterCompletion: 'NONE' | 'DELETE'
  CreationDate: number
  LastModificationDate: number
  /** The time it will next be invoked for; undefined once there is none. */
  nextAt?: number
}

export interface Tag {
  Key: string
  Value: string
}

export interface ScheduleGroup {
  Name: string
  Arn: string
  CreationDate: number
  LastModificationDate?: number
  Tags?: Tag[]
}
