import { page } from '../../paging/page.ts'
import type { SchedulerContext } from '../context.ts'

export const listSchedules =
  ({ book }: SchedulerContext) =>
  (input: any) => {
    if (input.GroupName) book.group(input.GroupName)
    const found = book
      .all()
      .filter(
        ({ Name, GroupName, State }) =>
          GroupName === (input.GroupName ?? GroupName) &&
          State === (input.State ?? State) &&
          Name.startsWith(input.NamePrefix ?? ''),
      )
    const { items, NextToken } = page(found, input.NextToken, input.MaxResults ?? 100)
    const Schedules = items.map((schedule) => ({
      Arn: schedule.Arn,
      Name: schedule.Name,
      GroupName: schedule.GroupName,
      State: schedule.State,
      CreationDate: new Date(schedule.CreationDate),
      LastModificationDate: new Date(schedule.LastModificationDate),
      Target: { Arn: schedule.Target.Arn },
    }))
    return { Schedules, NextToken }
  }
