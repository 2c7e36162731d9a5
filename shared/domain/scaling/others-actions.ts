import type { OthersActions } from './bounds-in-force.ts'
import { isOver } from './scaling-after.ts'
import type { ScalingHold } from './scaling-hold.ts'
import type { ScalingState } from './scaling-requests.ts'

interface Found {
  there: ScalingState | undefined
  hold: ScalingHold | undefined
  isOurs: (name: string) => boolean
  now: number
}

/** When each scheduled action was made, before it had to be put again if it had. */
export function timesMade({ there, hold }: Pick<Found, 'there' | 'hold'>): Record<string, number> {
  return { ...there?.madeAt, ...hold?.state.madeAt }
}

/** The scheduled actions that somebody else put, with those that are about to be put back. */
export function othersActions({ there, hold, isOurs, now }: Found): OthersActions {
  const kept = (hold?.state.actions ?? []).filter((action) => !isOver(action, now))
  const actions = new Map([...kept, ...(there?.actions ?? [])].map((action) => [action.name, action]))
  return { actions: [...actions.values()].filter(({ name }) => !isOurs(name)), madeAt: timesMade({ there, hold }) }
}
