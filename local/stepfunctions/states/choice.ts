import type { ChoiceRule, ChoiceState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { QueryFailure, StateFailure } from '../engine/failure.ts'
import type { Visit } from '../engine/run.ts'
import { unexpectedType } from '../engine/unexpected-type.ts'
import type { Outcome } from '../engine/visit.ts'
import type { Scope } from '../jsonata/expression.ts'

/** Takes the first rule whose condition is true, else the default. */
export const choice = (visit: Visit & { state: ChoiceState }): Outcome | Promise<Outcome> =>
  chooseFrom(visit, 0, scopeOf(visit))

function chooseFrom(visit: Visit & { state: ChoiceState }, from: number, scope: Scope): Outcome | Promise<Outcome> {
  const { rules } = visit.state
  for (let index = from; index < rules.length; index++) {
    const rule = rules[index]!
    const matched = rule.condition.evaluate(scope)
    if (matched instanceof Promise)
      return matched.then((awaited) =>
        holds(rule, index, awaited) ? { transition: rule } : chooseFrom(visit, index + 1, scope),
      )
    if (holds(rule, index, matched)) return { transition: rule }
  }
  return otherwise(visit)
}

function holds(rule: ChoiceRule, index: number, matched: unknown): boolean {
  if (typeof matched === 'boolean') return matched
  const field = `Choices[${index}]/Condition`
  throw new QueryFailure(unexpectedType(rule.condition, field, 'boolean', matched), field)
}

function otherwise({ state, record }: Visit & { state: ChoiceState }): Outcome {
  if (state.next !== undefined) return { transition: state }
  throw new StateFailure(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${state.name}' (entered at the event id #${record.entered!.id}). Failed to transition out of the state. The state does not point to a next state.`,
  )
}
