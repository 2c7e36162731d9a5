import type { Kernel } from '../kernel/kernel.ts'
import type { Schedule } from './schedule.ts'

/** The input of CreateSchedule or UpdateSchedule, with its defaults, as it is kept. */
export function toSchedule(kernel: Kernel, group: string, input: any, createdAt: number): Schedule {
  return {
    Arn: kernel.arn('scheduler', `schedule/${group}/${input.Name}`),
    Name: input.Name,
    GroupName: group,
    ScheduleExpression: input.ScheduleExpression,
    ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? 'UTC',
    StartDate: input.StartDate?.getTime(),
    EndDate: input.EndDate?.getTime(),
    Description: input.Description,
    State: input.State ?? 'ENABLED',
    KmsKeyArn: input.KmsKeyArn,
    Target: {
      ...input.Target,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185, ...input.Target.RetryPolicy },
    },
    FlexibleTimeWindow: input.FlexibleTimeWindow,
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    CreationDate: createdAt,
    LastModificationDate: kernel.clock.now(),
  }
}
