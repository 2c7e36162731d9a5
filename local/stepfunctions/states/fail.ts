import type { FailState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { QueryFailure, StateFailure } from '../engine/failure.ts'
import type { Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'

export async function fail(visit: Visit & { state: FailState }): Promise<Outcome> {
  const scope = scopeOf(visit)
  const text = async (field: 'Error' | 'Cause', template: FailState['error']) => {
    const value = await template?.evaluate(scope)
    if (value !== undefined && typeof value !== 'string')
      throw new QueryFailure(`The field '${field}' must be a string, but was: ${JSON.stringify(value)}`, field)
    return value
  }
  throw new StateFailure((await text('Error', visit.state.error)) ?? '', await text('Cause', visit.state.cause))
}
