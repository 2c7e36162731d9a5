import type { SchedulerContext } from '../context.ts'

export const deleteSchedule =
  ({ book, timekeeper }: SchedulerContext) =>
  (input: any) => {
    timekeeper.forget(book.get(input.GroupName ?? 'default', input.Name))
    return {}
  }
