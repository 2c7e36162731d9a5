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

/** Makes a schedule of the model line what its manifest says, or has none. */
export async function keepSchedule(
  model: string,
  what: 'retrain' | 'score',
  schedule: { expression: string; timezone: string } | undefined,
): Promise<void> {
  const { group, role, target, deadLetters } = config.schedules()
  // No model line's name has a dot in it.
  const name = what === 'score' ? `${model}.score` : model
  const place = { Name: name, GroupName: group }
  if (!schedule) return whenMissing(() => client.send(new DeleteScheduleCommand(place)), ignore)
  const input = { model, schedule: name, what, scheduledTime: '<aws.scheduler.scheduled-time>' } satisfies ScheduleFired
  const wanted: CreateScheduleCommandInput = {
    ...place,
    Description: what === 'score' ? `Scores files with the model line ${model}.` : `Retrains the model line ${model}.`,
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
