import type { EventsContext } from '../context.ts'
import type { Rule } from '../rule.ts'

export const describeRule =
  ({ kernel, rules }: EventsContext) =>
  (input: any) => ({ ...described(rules.get(input.Name, input.EventBusName)), CreatedBy: kernel.account })

/** A rule without its targets. */
export function described({ Targets: _, ...rule }: Rule) {
  return rule
}
