import type { AutoScalingContext } from '../context.ts'
import { asked } from '../filter.ts'
import { pageOf } from '../page-of.ts'

export const describeScheduledActions =
  ({ book }: AutoScalingContext) =>
  (input: any) => {
    const { ScheduledActionNames } = input
    const wanted = book
      .actions()
      .filter(asked(input))
      .filter((action) => !ScheduledActionNames?.length || ScheduledActionNames.includes(action.ScheduledActionName))
    const { items, NextToken } = pageOf(wanted, input)
    const ScheduledActions = items.map(({ nextAt: _nextAt, CreationTime, StartTime, EndTime, ...action }) => ({
      ...action,
      CreationTime: new Date(CreationTime),
      ...(StartTime !== undefined && { StartTime: new Date(StartTime) }),
      ...(EndTime !== undefined && { EndTime: new Date(EndTime) }),
    }))
    return { ScheduledActions, NextToken }
  }
