import type { ScalingHold } from '#shared/domain/scaling/scaling-hold.ts'
import { put, read, remove } from './table.ts'

const keyOf = (model: string) => ({ pk: `LINE#${model}`, sk: 'SCALING' })

/** Kept before anything is paused; there is one for a line at most. */
export function keepScalingHold(model: string, hold: ScalingHold): Promise<void> {
  return put(keyOf(model), hold)
}

export function readScalingHold(model: string): Promise<ScalingHold | undefined> {
  return read<ScalingHold>(keyOf(model))
}

/** Forgets it once everything is back, unless another one has taken its place. */
export function removeScalingHold(model: string, { at }: ScalingHold): Promise<boolean> {
  return remove(keyOf(model), '#at = :at', { ':at': at }, { '#at': 'at' })
}
