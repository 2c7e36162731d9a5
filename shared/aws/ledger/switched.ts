import type { AskedSwitch, Switched } from '#shared/domain/ledger-items.ts'
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

/** Notes what somebody asks for. A request that overtook a later one does not undo that. */
export function askSwitch(model: string, asked: AskedSwitch): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET askedSwitch = :asked',
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(askedSwitch) OR askedSwitch.#at <= :at)',
    ExpressionAttributeNames: { '#at': 'at' },
    values: { ':asked': asked, ':at': asked.at },
  })
}
