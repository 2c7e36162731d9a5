import { checkTargetRole } from '../assume-target-role.ts'
import { checkSchedule } from '../check-schedule.ts'
import type { SchedulerContext } from '../context.ts'
import { toSchedule } from '../to-schedule.ts'

/** Replaces the whole schedule: what the request leaves out falls back to its default. */
export const updateSchedule = (context: SchedulerContext) => (input: any) =>
  context.idempotency.once('UpdateSchedule', input, () => update(context, input))

function update({ kernel, book, timekeeper }: SchedulerContext, input: any) {
  checkSchedule(input)
  const group = book.group(input.GroupName ?? 'default').Name
  const known = book.get(group, input.Name)
  const schedule = toSchedule(kernel, group, input, known.CreationDate)
  checkTargetRole(kernel, schedule.Target.RoleArn, schedule.Arn)
  timekeeper.follow(schedule, known)
  return { ScheduleArn: schedule.Arn }
}
