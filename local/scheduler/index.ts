import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SchedulerContext } from './context.ts'
import { Idempotency } from './idempotency.ts'
import { createSchedule } from './operations/create-schedule.ts'
import { deleteSchedule } from './operations/delete-schedule.ts'
import { getSchedule } from './operations/get-schedule.ts'
import { listSchedules } from './operations/list-schedules.ts'
import {
  createScheduleGroup,
  deleteScheduleGroup,
  getScheduleGroup,
  listScheduleGroups,
} from './operations/schedule-groups.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { updateSchedule } from './operations/update-schedule.ts'
import { schedulerPermissions } from './permissions.ts'
import { ScheduleBook } from './schedule-book.ts'
import { Timekeeper } from './timekeeper.ts'

/** EventBridge Scheduler: one-time, rate and cron schedules in any time zone, with retries and dead letters. */
export function createScheduler(kernel: Kernel): Service {
  const book = new ScheduleBook(kernel)
  const timekeeper = new Timekeeper(kernel, book)
  const context: SchedulerContext = { kernel, book, timekeeper, idempotency: new Idempotency(kernel) }
  return {
    name: 'scheduler',
    operations: {
      CreateSchedule: createSchedule(context),
      CreateScheduleGroup: createScheduleGroup(context),
      DeleteSchedule: deleteSchedule(context),
      DeleteScheduleGroup: deleteScheduleGroup(context),
      GetSchedule: getSchedule(context),
      GetScheduleGroup: getScheduleGroup(context),
      ListScheduleGroups: listScheduleGroups(context),
      ListSchedules: listSchedules(context),
      ListTagsForResource: listTagsForResource(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
      UpdateSchedule: updateSchedule(context),
    },
    permissions: schedulerPermissions(kernel),
    start: () => timekeeper.start(),
    stop: () => timekeeper.outbox.stop(),
  }
}
