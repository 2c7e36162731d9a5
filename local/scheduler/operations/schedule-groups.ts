import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { SchedulerContext } from '../context.ts'
import type { ScheduleGroup } from '../schedule.ts'

export const createScheduleGroup =
  ({ book, idempotency }: SchedulerContext) =>
  (input: any) =>
    idempotency.once('CreateScheduleGroup', input, () => ({
      ScheduleGroupArn: book.createGroup(input.Name, input.Tags).Arn,
    }))

/** Takes the group's schedules with it. */
export const deleteScheduleGroup =
  ({ book, timekeeper }: SchedulerContext) =>
  (input: any) => {
    if (input.Name === 'default')
      throw new AwsError('ValidationException', 'The default schedule group cannot be deleted.')
    const { Name } = book.group(input.Name)
    for (const schedule of book.all()) if (schedule.GroupName === Name) timekeeper.forget(schedule)
    book.deleteGroup(Name)
    return {}
  }

export const getScheduleGroup =
  ({ book }: SchedulerContext) =>
  (input: any) =>
    described(book.group(input.Name))

export const listScheduleGroups =
  ({ book }: SchedulerContext) =>
  (input: any) => {
    const found = book.groups().filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''))
    const { items, NextToken } = page(found, input.NextToken, input.MaxResults ?? 100)
    return { ScheduleGroups: items.map(described), NextToken }
  }

const described = ({ Name, Arn, CreationDate, LastModificationDate = CreationDate }: ScheduleGroup) => ({
  Name,
  Arn,
  State: 'ACTIVE',
  CreationDate: new Date(CreationDate),
  LastModificationDate: new Date(LastModificationDate),
})
