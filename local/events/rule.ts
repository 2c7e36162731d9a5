import type { RetryPolicy } from '../delivery/outbox.ts'
import type { InputTransformer } from './transform-input.ts'

export interface Rule {
  Name: string
  Arn: string
  EventBusName: string
  EventPattern?: string
  ScheduleExpression?: string
  State: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
  Description?: string
  RoleArn?: string
  Targets: Target[]
}

export interface Target {
  Id: string
  Arn: string
  RoleArn?: string
  Input?: string
  InputPath?: string
  InputTransformer?: InputTransformer
  SqsParameters?: { MessageGroupId?: string }
  DeadLetterConfig?: { Arn?: string }
  RetryPolicy?: Partial<RetryPolicy>
}
