const QUARTER = 15 * 60_000
const KEPT_AT_MOST = 20_000

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/** True for a zone of the IANA database. */
export function isTimeZone(zone: string): boolean {
  try {
    return Boolean(formatOf(zone))
  } catch {
    return false
  }
}

/** Milliseconds that the zone is ahead of UTC at an instant. Zones change at full quarters of an hour only. */
export function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC') return 0
  const quarter = Math.floor(instant / QUARTER)
  const key = `${zone} ${quarter}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(quarter * QUARTER)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year, month, day, hour, minute, second } = parts as Record<string, number>
  const offset = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - quarter * QUARTER
  if (offsets.size > KEPT_AT_MOST) offsets.clear()
  offsets.set(key, offset)
  return offset
}

/**
 * The instant of a wall-clock time (given as if it were UTC). A time that a change of clocks leaves out has none; of
 * one that comes twice, the first.
 */
export function instantOf(zone: string, local: number): number | undefined {
  const day = 86_400_000
  const possible = new Set([offsetAt(zone, local - day), offsetAt(zone, local + day)])
  const instants = [...possible].map((offset) => local - offset).filter((at) => at + offsetAt(zone, at) === local)
  return instants.length > 0 ? Math.min(...instants) : undefined
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}
