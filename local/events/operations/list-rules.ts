import { page } from '../../paging/page.ts'
import type { EventsContext } from '../context.ts'
import { described } from './describe-rule.ts'

export const listRules =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const found = rules
      .rules(rules.bus(input.EventBusName).Name)
      .filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''))
    const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
    return { Rules: items.map(described), NextToken }
  }
