import { occasionsOf, periodOf } from '#shared/manifest/clock/occasions.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { scheduledBounds } from '#shared/manifest/scheduled-bounds.ts'
import type { ActionRequest, Bounds, ScalingState } from './scaling-requests.ts'

type Scale = NonNullable<Manifest['scale']>

const day = 86_400_000
/** How far is looked back for the last occasion, wider each time; the widest holds a 29 February. */
const windows = [1 / 24, 1, 8, 40, 370, 4 * 370].map((days) => days * day)

/** Scheduled actions that somebody else put, and when each was made. */
export interface OthersActions {
  actions: ActionRequest[]
  madeAt: Record<string, number>
}

/**
 * The bounds that are wanted at an instant: those of the manifest's change that fell due last, or of `scale` itself when none
 * ever did, and what the actions of others that fell due since have made of them. A line that is deployed at noon has its
 * business hours at once.
 */
export function boundsInForce(
  scale: Scale,
  now: number,
  madeAt: (name: string) => number | undefined,
  others: OthersActions = { actions: [], madeAt: {} },
): Bounds {
  let latest = Number.NEGATIVE_INFINITY
  let bounds: Bounds = { MinCapacity: scale.min, MaxCapacity: scale.max }
  for (const { name, min, max, ...occasion } of scheduledBounds(scale)) {
    const at = lastOccasion(occasion, now, madeAt(name))
    if (at === undefined || at < latest) continue
    latest = at
    bounds = { MinCapacity: min, MaxCapacity: max }
  }
  return others.actions
    .map(({ name, request }) => ({ at: lastTime(request, others.madeAt[name] ?? 0, now), request }))
    .filter(({ at }) => at !== undefined && at > latest)
    .sort((left, right) => left.at! - right.at!)
    .reduce((before, { request }) => applied(before, request.ScalableTargetAction), bounds)
}

/** When an action fell due last, after it was made. */
function lastTime(request: ActionRequest['request'], madeAt: number, now: number): number | undefined {
  const { Schedule: expression, Timezone: timezone = 'UTC', StartTime, EndTime } = request
  const begin = StartTime ? Math.max(madeAt, Date.parse(StartTime)) : madeAt
  const end = EndTime ? Math.min(now, Date.parse(EndTime)) : now
  const at = lastOccasion({ expression, timezone }, end, StartTime ? Date.parse(StartTime) : madeAt)
  return at !== undefined && at >= begin ? at : undefined
}

interface Timed {
  expression: string
  timezone: string
}

/** A rate counts from when its action was made; before that it has never fallen due. */
function lastOccasion({ expression, timezone }: Timed, now: number, madeAt: number | undefined): number | undefined {
  const occasion = { expression, timezone }
  if (expression.startsWith('at(')) return last(occasionsOf(occasion, 0, now + 1))
  const period = periodOf(expression)
  if (period) {
    // Reckoned, not counted: an action may be years old and fall due each minute.
    const times = madeAt === undefined ? 0 : Math.floor((now - madeAt) / period)
    return times > 0 ? madeAt! + times * period : undefined
  }
  for (const window of windows) {
    const found = last(occasionsOf(occasion, now - window, now + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** The bounds that there would be, had nothing been paused: what was in force at `from`, and each action that fell due since. */
export function boundsAfter({ target, actions, madeAt }: ScalingState, from: number, now: number): Bounds {
  const due = actions.flatMap(({ name, request }) => {
    const { Schedule: expression, Timezone: timezone = 'UTC', StartTime, EndTime } = request
    const begin = Math.max(from + 1, StartTime ? Date.parse(StartTime) : 0)
    const end = Math.min(now, EndTime ? Date.parse(EndTime) : now) + 1
    const anchor = StartTime ? Date.parse(StartTime) : madeAt[name]!
    const period = periodOf(expression)
    const first = period ? anchor + Math.max(1, Math.ceil((begin - anchor) / period)) * period : begin
    const occasions = [...occasionsOf({ expression, timezone }, first, end)]
    return occasions.map((at) => ({ at, bounds: request.ScalableTargetAction }))
  })
  const bounds = { MinCapacity: target.MinCapacity, MaxCapacity: target.MaxCapacity }
  return due
    .sort((left, right) => left.at - right.at)
    .reduce((before, { bounds: changed }) => applied(before, changed), bounds)
}

/** AWS refuses an action that would leave the bounds the wrong way round. */
function applied(before: Bounds, changed: Partial<Bounds>): Bounds {
  const after = { ...before, ...changed }
  return after.MinCapacity > after.MaxCapacity ? before : after
}

function last(instants: Iterable<number>): number | undefined {
  let found: number | undefined
  for (const instant of instants) found = instant
  return found
}
