import type { Switched } from '#shared/domain/ledger-items.ts'
import { lineKey } from './lines.ts'
import { update } from './table.ts'

/** Notes how the clock lets a line serve; only who has the endpoint may. */
export function keepSwitched(model: string, holder: string, switched: Switched): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET switched = :switched',
    ConditionExpression: 'rolloutLease.rollout = :holder',
    values: { ':switched': switched, ':holder': holder },
  })
}
