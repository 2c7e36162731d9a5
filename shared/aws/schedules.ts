import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  paginateListSchedules,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { config } from '#shared/config.ts'
import type { ScalingSchedule } from '#shared/events/scaling-schedule.ts'
import type { ScheduleFired } from '#shared/events/schedule-fired.ts'

const client = new SchedulerClient({})

/** Makes a schedule of the model line what its manifest says, or has none. */
export async function keepSchedule(
  model: string,
  what: 'retrain' | 'score',
  schedule: { expression: string; timezone: string } | undefined,
): Promise<void> {
  // No model line's name has a dot in it.
  const name = what === 'score' ? `${model}.score` : model
  if (!schedule) return remove(name)
  const { target } = config.schedules()
  const input = { model, schedule: name, what, scheduledTime } satisfies ScheduleFired
  const description =
    what === 'score' ? `Scores files with the model line ${model}.` : `Retrains the model line ${model}.`
  await keep(name, description, schedule, target, input)
}

/** Makes the schedules of a line's `switch` what its manifest says: one for each of its times, and no other. */
export async function keepSwitchSchedules(
  model: string,
  times: { name: string; cron: string; timezone: string }[],
): Promise<void> {
  const { group, switchTarget } = config.schedules()
  const prefix = `${model}.switch.`
  const input = { model, scheduledTime } satisfies ScalingSchedule
  const there: string[] = []
  for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName: group, NamePrefix: prefix }))
    there.push(...Schedules.map(({ Name }) => Name!))
  const gone = there.filter((name) => !times.some((time) => name === prefix + time.name))
  await Promise.all([
    ...gone.map(remove),
    ...times.map(({ name, cron: expression, timezone }) => {
      const description = `Changes how the model line ${model} serves.`
      return keep(prefix + name, description, { expression, timezone }, switchTarget, input)
    }),
  ])
}

const scheduledTime = '<aws.scheduler.scheduled-time>'

function remove(Name: string): Promise<void> {
  const { group: GroupName } = config.schedules()
  return whenMissing(() => client.send(new DeleteScheduleCommand({ Name, GroupName })), ignore)
}

async function keep(
  Name: string,
  Description: string,
  { expression, timezone }: { expression: string; timezone: string },
  target: string,
  input: object,
): Promise<void> {
  const { group: GroupName, role, deadLetters } = config.schedules()
  const wanted: CreateScheduleCommandInput = {
    ...{ Name, GroupName, Description },
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
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
