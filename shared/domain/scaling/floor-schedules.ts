import type { Scale } from './policy-of-scale.ts'
import { slotMinutes, slotsOfDay, slotsOfWeek } from './weekly-demand.ts'

/** Application Auto Scaling takes 200 scheduled actions for a target; a few are left for people. */
const mostActions = 190
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Change {
  /** Of the week. */
  minute: number
  min: number
}

/**
 * The schedules that keep a fleet at or above a floor for each half hour of the week. A higher floor is asked for
 * `lead` minutes early, because instances take that long to start. Days that change alike share an action; floors are
 * coarsened until there are few enough actions.
 */
export function floorSchedules(
  floors: readonly number[],
  max: number,
  timezone: string,
  lead: number,
): Scale['schedules'] {
  for (let coarseness = 1; ; coarseness++) {
    const coarse = floors.map((floor) => Math.min(max, Math.ceil(floor / coarseness) * coarseness))
    const alike = Map.groupBy(changesOf(coarse, lead), ({ minute, min }) => `${minute % 1440} ${min}`)
    if (alike.size > mostActions) continue
    return [...alike.values()].map((changes) => scheduleOf(changes, max, timezone))
  }
}

/** When the floor of a week changes, and to what; none when it never does. */
function changesOf(floors: readonly number[], lead: number): Change[] {
  return floors.flatMap((min, slot) => {
    const before = floors[(slot + floors.length - 1) % floors.length]!
    if (min === before) return []
    const week = slotsOfWeek * slotMinutes
    return [{ minute: (slot * slotMinutes - (min > before ? lead : 0) + week) % week, min }]
  })
}

function scheduleOf(changes: Change[], max: number, timezone: string): Scale['schedules'][number] {
  const { minute, min } = changes[0]!
  const [hour, rest] = [Math.floor((minute % 1440) / 60), minute % 60]
  const named = changes.map((change) => days[Math.floor(change.minute / (slotsOfDay * slotMinutes))])
  const cron = named.length === 7 ? `cron(${rest} ${hour} * * ? *)` : `cron(${rest} ${hour} ? * ${named.join()} *)`
  const time = `${String(hour).padStart(2, '0')}${String(rest).padStart(2, '0')}`
  return { name: `at-${time}-from-${min}`, cron, timezone, min, max }
}
