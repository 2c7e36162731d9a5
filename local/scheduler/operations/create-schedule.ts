import { AwsError } from '../../kernel/aws-error.ts'
import { checkTargetRole } from '../assume-target-role.ts'
import { checkSchedule } from '../check-schedule.ts'
import type { SchedulerContext } from '../context.ts'
import { toSchedule } from '../to-schedule.ts'

export const createSchedule = (context: SchedulerContext) => (input: any) =>
  context.idempotency.once('CreateSchedule', input, () => create(context, input))

function create({ kernel, book, timekeeper }: SchedulerContext, input: any) {
  checkSchedule(input)
  const group = book.group(input.GroupName ?? 'default').Name
  if (book.find(group, input.Name))
    throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409)
  const schedule = toSchedule(kernel, group, input, kernel.clock.now())
  checkTargetRole(kernel, schedule.Target.RoleArn, schedule.Arn)
  timekeeper.follow(schedule)
  return { ScheduleArn: schedule.Arn }
}
