import type { AutoScalingContext } from '../context.ts'
import { asked } from '../filter.ts'
import { pageOf } from '../page-of.ts'

/** What was scaled, the newest first; what was not, when it is asked for. */
export const describeScalingActivities =
  ({ activities }: AutoScalingContext) =>
  (input: any) => {
    const { IncludeNotScaledActivities = false } = input
    const wanted = activities
      .all()
      .filter(asked(input))
      .filter(({ NotScaledReasons }) => IncludeNotScaledActivities || !NotScaledReasons)
    const { items, NextToken } = pageOf(wanted, input)
    const ScalingActivities = items.map(({ StartTime, EndTime, ...activity }) => ({
      ...activity,
      StartTime: new Date(StartTime),
      ...(EndTime !== undefined && { EndTime: new Date(EndTime) }),
    }))
    return { ScalingActivities, NextToken }
  }
