import { weekdayNames } from './clock/cron-days.ts'
import { numbersOf } from './clock/cron-numbers.ts'
import type { Path, SoundSections } from './contradiction.ts'

/** One change of bounds by the clock, as Application Auto Scaling takes it. */
export interface ScheduledBounds {
  name: string
  /** at(), rate() or cron(). */
  expression: string
  timezone: string
  min: number
  max: number
  /** Where the manifest says so. */
  path: Path
}

type Scale = NonNullable<SoundSections['scale']>

/**
 * All changes of bounds that a scale section asks for. Business hours open and close each day in their zone, so that a
 * change of clocks moves them along; a holiday is a single change, a minute after the opening that it takes back.
 */
export function scheduledBounds(scale: Scale): ScheduledBounds[] {
  const schedules = scale.schedules.map(({ name, cron, at, timezone, min, max }, index) => {
    return { name, expression: cron ?? at ?? '', timezone, min, max, path: ['scale', 'schedules', index] }
  })
  return scale.hours ? [...ofHours(scale, scale.hours), ...schedules] : schedules
}

function ofHours({ min, max }: Scale, hours: NonNullable<Scale['hours']>): ScheduledBounds[] {
  const { timezone, days, from, to } = hours
  const path = ['scale', 'hours']
  const [open, close] = [minutesOf(from), minutesOf(to)]
  const daily = (time: number) => `cron(${time % 60} ${Math.floor(time / 60)} ? * ${days} *)`
  const business = new Set(numbersOf(days, 1, 7, weekdayNames))
  const holidays = [...new Set(hours.holidays)].filter((date) => business.has(new Date(date).getUTCDay() + 1))
  return [
    { name: 'hours-begin', expression: daily(open), timezone, min: hours.min, max: hours.max, path },
    { name: 'hours-end', expression: daily(close), timezone, min, max, path },
    ...holidays.map((date) => {
      const expression = `at(${date}T${clock(open + 1)}:00)`
      return { name: `holiday-${date}`, expression, timezone, min, max, path }
    }),
  ]
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
