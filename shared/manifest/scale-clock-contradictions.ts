import { everFires, readCron } from './clock/cron.ts'
import { occasionsOf } from './clock/occasions.ts'
import { type Contradiction, counted, one, type Path, type Rule, type SoundSections } from './contradiction.ts'
import { scheduledBounds } from './scheduled-bounds.ts'

type Scale = NonNullable<SoundSections['scale']>

const schedules: Rule = ({ scale }) =>
  (scale?.schedules ?? []).flatMap(({ name, cron, at, timezone }, index, all) => {
    const path = ['scale', 'schedules', index]
    const given = Object.entries({ cron, at }).flatMap(([key, text]) => (text === undefined ? [] : [key]))
    if (given.length !== 1) return [one(path, counted(given), 'exactly one of cron and at')]
    const found: Contradiction[] = []
    if (all.findIndex((other) => other.name === name) < index) {
      found.push(one([...path, 'name'], `${name} a second time`, 'each name once'))
    }
    if (cron?.startsWith('cron(') && !everFires(readCron(cron))) {
      found.push(one([...path, 'cron'], cron, 'a day that there is: this one never comes'))
    }
    if (at && [...occasionsOf({ expression: at, timezone }, 0, Number.MAX_SAFE_INTEGER)].length === 0) {
      found.push(
        one([...path, 'at'], at, `a time that there is in ${timezone}: a change of clocks leaves this one out`),
      )
    }
    return found
  })

const businessHours: Rule = ({ scale }) => {
  if (!scale?.hours) return []
  const { from, to } = scale.hours
  if (from < to) return []
  return [one(['scale', 'hours', 'to'], to, `later than from, which is ${from}: nights are two entries of schedules`)]
}

/** A year in which every change of clocks and every date of a calendar occurs, 29 February included. */
const [from, until] = [Date.UTC(2028, 0, 1), Date.UTC(2029, 0, 1)]
const mostOccasions = 20_000

/** Two changes of bounds that fall due at the same minute: which of them wins is chance. */
const overlapping: Rule = ({ scale }) => {
  if (!scale || !sound(scale)) return []
  const taken = new Map<number, { path: Path; name: string; min: number; max: number }>()
  const found: Contradiction[] = []
  for (const change of scheduledBounds(scale)) {
    if (change.expression.startsWith('rate(')) continue
    let [count, clashes] = [0, false]
    const once = change.expression.startsWith('at(')
    for (const instant of occasionsOf(change, once ? 0 : from, once ? Number.MAX_SAFE_INTEGER : until)) {
      if (count++ > mostOccasions) break
      const other = taken.get(instant)
      if (other && other.path !== change.path && (other.min !== change.min || other.max !== change.max) && !clashes) {
        clashes = true
        const when = new Date(instant).toISOString().slice(0, 16)
        const expected = `another minute: ${other.name} sets other bounds at ${when} UTC too, and which one wins is chance`
        found.push(one(change.path, change.name, expected))
      }
      taken.set(instant, change)
    }
  }
  return found
}

function sound({ schedules: all, hours }: Scale): boolean {
  return all.every(({ cron, at }) => (cron === undefined) !== (at === undefined)) && (!hours || hours.from < hours.to)
}

/** Bounds that leave a target nothing to do. */
const pinned: Rule = ({ scale }) => {
  if (!scale?.target) return []
  const { metric } = scale.target
  const all = [
    ...scale.schedules.map((schedule, index) => ({ path: ['scale', 'schedules', index, 'max'] as Path, ...schedule })),
    ...(scale.hours ? [{ path: ['scale', 'hours', 'max'], ...scale.hours }] : []),
  ]
  return all.flatMap(({ path, min, max }) => {
    if (min !== max) return []
    const expected = `more than its min, or no scale.target: ${metric} cannot be held by a fleet of exactly ${max}`
    return [one(path, String(max), expected)]
  })
}

export const scaleClockRules: Rule[] = [schedules, businessHours, overlapping, pinned]
