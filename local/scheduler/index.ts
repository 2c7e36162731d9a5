import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SchedulerContext } from './context.ts'
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
import { updateSchedule } from './operations/update-schedule.ts'
import { schedulerPermissions } from './permissions.ts'
import { ScheduleBook } from './schedule-book.ts'
import { Timekeeper } from './timekeeper.ts'

/** EventBridge Scheduler: one-time, rate and cron schedules in any time zone, with retries and dead letters. */
export function createScheduler(kernel: Kernel): Service {
  const book = new ScheduleBook(kernel)
  const timekeeper = new Timekeeper(kernel, book)
  const context: SchedulerContext = { kernel, book, timekeeper }
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
      UpdateSchedule: updateSchedule(context),
    },
    permissions: schedulerPermissions(kernel),
    start: () => timekeeper.start(),
    stop: () => timekeeper.outbox.stop(),
  }
}
