import { page } from '../../paging/page.ts'
import type { EventsContext } from '../context.ts'

export const listRuleNamesByTarget =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const found = rules
      .rules(rules.bus(input.EventBusName).Name)
      .filter(({ Targets }) => Targets.some(({ Arn }) => Arn === input.TargetArn))
    const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
    return { RuleNames: items.map(({ Name }) => Name), NextToken }
  }
