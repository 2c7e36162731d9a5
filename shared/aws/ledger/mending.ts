import { lineKey } from './lines.ts'
import { update } from './table.ts'

/** Keeps everybody from beginning to change the endpoint until a time. Refused while somebody has it, or mends as well. */
export function takeMending(model: string, now: string, until: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'SET mendingUntil = :until',
    ConditionExpression:
      'attribute_exists(pk) AND attribute_not_exists(rolloutLease) AND (attribute_not_exists(mendingUntil) OR mendingUntil < :now)',
    values: { ':until': until, ':now': now },
  })
}

export function freeMending(model: string, until: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'REMOVE mendingUntil',
    ConditionExpression: 'mendingUntil = :until',
    values: { ':until': until },
  })
}

/** Notes whether a manifest asks for the scalable target of the endpoint, or did when it was registered. */
export function noteScaled(model: string, scaled: boolean): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: scaled ? 'SET scaled = :scaled' : 'REMOVE scaled',
    ConditionExpression: 'attribute_exists(pk)',
    ...(scaled && { values: { ':scaled': true } }),
  })
}
