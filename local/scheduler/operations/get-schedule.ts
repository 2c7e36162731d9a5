import type { SchedulerContext } from '../context.ts'

export const getSchedule =
  ({ book }: SchedulerContext) =>
  (input: any) => {
    const { nextAt: _, ...schedule } = book.get(input.GroupName ?? 'default', input.Name)
    return {
      ...schedule,
      StartDate: dateOf(schedule.StartDate),
      EndDate: dateOf(schedule.EndDate),
      CreationDate: new Date(schedule.CreationDate),
      LastModificationDate: new Date(schedule.LastModificationDate),
    }
  }

const dateOf = (at: number | undefined) => (at === undefined ? undefined : new Date(at))
