import { occasionsOf } from '#shared/manifest/clock/occasions.ts'
import type { WantedScaling } from '../scaling-drift.ts'
import { boundsAfter } from './bounds-in-force.ts'
import type { ScalingHold } from './scaling-hold.ts'
import type { ActionRequest, ScalingRequests } from './scaling-requests.ts'

/** deployed: the manifest that now serves says it. back: as it was. sharing: as it was, but for taking instances away. */
export type Settling = 'deployed' | 'back' | 'sharing'

export interface SettlingFacts {
  /** What the manifest asks for that now serves. */
  planned: ScalingRequests | undefined
  hold: ScalingHold | undefined
  isOurs: (name: string) => boolean
  now: number
}

/**
 * What is to scale an endpoint after it was changed. What the clock would have made of the bounds meanwhile is made of them
 * now, and what somebody else put for the variant is put back in either case.
 */
export function scalingAfter(how: Settling, facts: SettlingFacts): WantedScaling | undefined {
  if (how === 'deployed') return afterDeployment(facts)
  const { hold, now } = facts
  if (!hold) return undefined
  const { suspended } = hold.state
  return { ...asItWas(hold, now), suspended: how === 'sharing' ? sharing(hold) : suspended }
}

function afterDeployment({ planned, hold, isOurs, now }: SettlingFacts): WantedScaling | undefined {
  const before = hold && asItWas(hold, now)
  const foreign = before && {
    policies: before.policies.filter(({ name }) => !isOurs(name)),
    actions: before.actions.filter(({ name }) => !isOurs(name)),
  }
  const dimension = before?.target.ScalableDimension
  const stays = foreign && (planned?.target.ScalableDimension ?? dimension) === dimension
  const others = stays ? foreign : { policies: [], actions: [] }
  const base = planned ?? (others.policies.length + others.actions.length > 0 ? before : undefined)
  if (!base) return undefined
  return {
    target: base.target,
    policies: [...(planned?.policies ?? []), ...others.policies],
    actions: [...(planned?.actions ?? []), ...others.actions],
    // Whoever suspended it by hand had a reason.
    ...(hold && { suspended: hold.state.suspended }),
  }
}

function asItWas({ state, at }: ScalingHold, now: number): ScalingRequests {
  const target = { ...state.target, ...boundsAfter(state, Date.parse(at), now) }
  return { target, policies: state.policies, actions: state.actions.filter((action) => !isOver(action, now)) }
}

/** While it shares the traffic it may have to bear all of it again from one moment to the next. */
const sharing = ({ state }: ScalingHold) => ({ ...state.suspended, DynamicScalingInSuspended: true })

/** Application Auto Scaling refuses an action that can never fall due. */
export function isOver({ request }: ActionRequest, now: number): boolean {
  const { Schedule: expression, Timezone: timezone = 'UTC', EndTime } = request
  if (EndTime && Date.parse(EndTime) <= now) return true
  return (
    expression.startsWith('at(') &&
    occasionsOf({ expression, timezone }, now, Number.MAX_SAFE_INTEGER).next().done === true
  )
}
