import type { RolloutItem, RolloutLease, RolloutPhase } from '#shared/domain/ledger-items.ts'
import { lineKey } from './lines.ts'
import { list, putIfAbsent, read, update } from './table.ts'

const rolloutKey = (model: string, rollout: string) => ({ pk: `LINE#${model}`, sk: `ROLLOUT#${rollout}` })

/** Written before the first change of the endpoint; a repeated start finds it. */
export function keepRollout(rollout: RolloutItem): Promise<boolean> {
  return putIfAbsent(rolloutKey(rollout.model, rollout.rollout), rollout)
}

export function readRollout(model: string, rollout: string): Promise<RolloutItem | undefined> {
  return read<RolloutItem>(rolloutKey(model, rollout))
}

/** The model line's rollouts, newest first: their ids sort by time. `before` is the id of one: those older than it. */
export function listRollouts(model: string, limit: number, before?: string): Promise<RolloutItem[]> {
  const after = before === undefined ? undefined : rolloutKey(model, before)
  return list<RolloutItem>(`LINE#${model}`, 'ROLLOUT#', { newestFirst: true, limit, after, consistent: true })
}

/** The rollouts of a run: one for each attempt that came so far. */
export function rolloutsOf(model: string, run: string): Promise<RolloutItem[]> {
  return list<RolloutItem>(`LINE#${model}`, `ROLLOUT#${run}-`, { consistent: true })
}

/** Changes a rollout that is in one of the phases; answers whether it was. */
export function changeRollout(
  model: string,
  rollout: string,
  from: readonly RolloutPhase[],
  change: Partial<RolloutItem>,
): Promise<boolean> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined)
  const phases = from.map((phase, index) => [`:from${index}`, phase] as const)
  return update(rolloutKey(model, rollout), {
    UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: `attribute_exists(pk) AND #phase IN (${phases.map(([name]) => name).join(', ')})`,
    ExpressionAttributeNames: { '#phase': 'phase', ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])) },
    values: {
      ...Object.fromEntries(phases),
      ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    },
  })
}

/** Writes what a check of a judged rollout decided, unless another one was written since `before`; answers whether it did. */
export function keepTick(
  model: string,
  rollout: string,
  before: string | undefined,
  change: Partial<RolloutItem>,
): Promise<boolean> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined)
  return update(rolloutKey(model, rollout), {
    UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: before ? 'lastTick.#at = :before' : 'attribute_exists(pk) AND attribute_not_exists(lastTick)',
    ExpressionAttributeNames: {
      ...(before && { '#at': 'at' }),
      ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    },
    values: {
      ...(before && { ':before': before }),
      ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    },
  })
}

/** Asks something of a rollout that is still on. The first to ask for the way back is not overruled by a later wish. */
export function askRollout(model: string, rollout: string, asked: NonNullable<RolloutItem['asked']>): Promise<boolean> {
  return update(rolloutKey(model, rollout), {
    UpdateExpression: 'SET asked = :asked',
    ConditionExpression:
      'attribute_exists(pk) AND attribute_not_exists(endedAt) AND (attribute_not_exists(asked) OR asked.what = :promote)',
    values: { ':asked': asked, ':promote': 'promote' },
  })
}

/**
 * One conditional write lets one execution at a time change the endpoint, and none while its scaling is mended. Taken again
 * by the same one, it still is.
 */
export function takeRolloutLease(model: string, lease: RolloutLease, now: string): Promise<boolean> {
  const free = 'attribute_not_exists(rolloutLease) OR rolloutLease.rollout = :rollout'
  const unmended = 'attribute_not_exists(mendingUntil) OR mendingUntil < :now'
  return update(lineKey(model), {
    UpdateExpression: 'SET rolloutLease = :lease',
    ConditionExpression: `attribute_exists(pk) AND (${free}) AND (${unmended})`,
    values: { ':lease': lease, ':rollout': lease.rollout, ':now': now },
  })
}

/** Frees the endpoint only if that rollout still holds it. */
export function freeRolloutLease(model: string, rollout: string): Promise<boolean> {
  return update(lineKey(model), {
    UpdateExpression: 'REMOVE rolloutLease',
    ConditionExpression: 'rolloutLease.rollout = :rollout',
    values: { ':rollout': rollout },
  })
}
