import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { config } from '#shared/config.ts'
import type { ScheduleFired } from '#shared/events/schedule-fired.ts'

const client = new SchedulerClient({})

/** Makes the model line's own schedule what its manifest says, or has none. */
export async function keepSchedule(
  model: string,
  schedule: { expression: string; timezone: string } | undefined,
): Promise<void> {
  const { group, role, target, deadLetters } = config.schedules()
  const place = { Name: model, GroupName: group }
  if (!schedule) return whenMissing(() => client.send(new DeleteScheduleCommand(place)), ignore)
  const input = { model, schedule: model, scheduledTime: '<aws.scheduler.scheduled-time>' } satisfies ScheduleFired
  const wanted: CreateScheduleCommandInput = {
    ...place,
    Description: `Retrains the model line ${model}.`,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: target,
      RoleArn: role,
      Input: JSON.stringify(input),
      RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: deadLetters },
    },
  }
  await whenMissing(
    () => client.send(new UpdateScheduleCommand(wanted)),
    () => client.send(new CreateScheduleCommand(wanted)),
  )
}

async function whenMissing(act: () => Promise<unknown>, otherwise: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
    await otherwise()
  }
}

async function ignore(): Promise<void> {}
