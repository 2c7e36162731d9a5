import type { OthersActions } from './bounds-in-force.ts'
import type { Bounds, ScalingRequests, ScalingState } from './scaling-requests.ts'

/** Application Auto Scaling may carry a scheduled action out this much after its time. */
const late = 5 * 60_000

/** What a manifest asks for at an instant, with what the scheduled actions of others make of its bounds. */
export type PlanAt = (at: number, madeAt: Record<string, number>, others: OthersActions) => ScalingRequests | undefined

export interface WantedFacts {
  plan: PlanAt
  there: ScalingState | undefined
  madeAt: Record<string, number>
  others: OthersActions
  now: number
}

const nobody: OthersActions = { actions: [], madeAt: {} }

/**
 * What is wanted, where the bounds that are there count as wanted as well when they were a moment ago, or when they are of an
 * action that had to be put anew meanwhile, so that it seems never to have fallen due.
 */
export function wantedByNow({ plan, there, madeAt, others, now }: WantedFacts): ScalingRequests | undefined {
  const wanted = plan(now, madeAt, others)
  if (!wanted || !there) return wanted
  const before = plan(now - late, madeAt, others)
  const always = Object.fromEntries(Object.keys(madeAt).map((name) => [name, 0]))
  const ever = plan(now, always, { ...others, madeAt: always })
  const kept = [before, ever].find((one) => one && sameBounds(one, there))
  return kept ? { ...wanted, target: kept.target } : wanted
}

/** Whose actions the bounds that are there are left to; undefined when they are the manifest's own. */
export function leftToOthers(facts: WantedFacts) {
  const { plan, there, madeAt, others, now } = facts
  const [wanted, alone] = [wantedByNow(facts), plan(now, madeAt, nobody)]
  if (!there || !wanted || !alone || !sameBounds(wanted, there)) return undefined
  const own = [alone, plan(now - late, madeAt, nobody)]
  if (own.some((one) => one && sameBounds(one, there))) return undefined
  const names = others.actions.map(({ name }) => name).sort()
  return { bounds: inWords(there.target), instead: inWords(alone.target), names }
}

const inWords = ({ MinCapacity, MaxCapacity }: Bounds) => `${MinCapacity} to ${MaxCapacity}`

function sameBounds({ target: left }: ScalingRequests, { target: right }: ScalingRequests): boolean {
  return left.MinCapacity === right.MinCapacity && left.MaxCapacity === right.MaxCapacity
}
