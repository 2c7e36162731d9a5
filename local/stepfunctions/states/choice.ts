import type { ChoiceState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { QueryFailure, StateFailure } from '../engine/failure.ts'
import type { Visit } from '../engine/run.ts'
import { unexpectedType } from '../engine/unexpected-type.ts'
import type { Outcome } from '../engine/visit.ts'

/** Takes the first rule whose condition is true, else the default. */
export async function choice(visit: Visit & { state: ChoiceState }): Promise<Outcome> {
  const { state, record } = visit
  const scope = scopeOf(visit)
  for (const [index, rule] of state.rules.entries()) {
    const matched = await rule.condition.evaluate(scope)
    if (typeof matched !== 'boolean')
      throw new QueryFailure(
        unexpectedType(rule.condition, `Choices[${index}]/Condition`, 'boolean', matched),
        `Choices[${index}]/Condition`,
      )
    if (matched) return { transition: rule }
  }
  if (state.next !== undefined) return { transition: state }
  throw new StateFailure(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${state.name}' (entered at the event id #${record.entered!.id}). Failed to transition out of the state. The state does not point to a next state.`,
  )
}
