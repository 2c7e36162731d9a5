import type { EventsContext } from '../context.ts'
import type { Rule } from '../rule.ts'

/** EnableRule and DisableRule. */
export const switchRule =
  ({ rules, schedules }: EventsContext, State: Rule['State']) =>
  (input: any) => {
    const rule = { ...rules.get(input.Name, input.EventBusName), State }
    rules.put(rule)
    if (rule.EventBusName === 'default') schedules.follow(rule)
  }
