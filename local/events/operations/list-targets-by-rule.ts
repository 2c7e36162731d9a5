import { page } from '../../paging/page.ts'
import type { EventsContext } from '../context.ts'

export const listTargetsByRule =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const { Targets } = rules.get(input.Rule, input.EventBusName)
    const { items, NextToken } = page(Targets, input.NextToken, input.Limit ?? 100)
    return { Targets: items, NextToken }
  }
