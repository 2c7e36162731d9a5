/** Zones change their clocks at full quarters of an hour only. */
const quarter = 900_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()
const keptAtMost = 50_000

/** Milliseconds that a zone is ahead of UTC at an instant (epoch ms). */
export function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC') return 0
  const begin = Math.floor(instant / quarter) * quarter
  const key = `${zone} ${begin}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    const parts = Object.fromEntries(
      formatOf(zone)
        .formatToParts(begin)
        .map(({ type, value }) => [type, Number(value)]),
    )
    const { year, month, day, hour, minute, second } = parts as Record<string, number>
    offset = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - begin
    if (offsets.size > keptAtMost) offsets.clear()
    offsets.set(key, offset)
  }
  return offset
}

/**
 * The instant of a wall-clock time (as if it were UTC, epoch ms): of one that comes twice the first; undefined for one
 * that a change of clocks leaves out.
 */
export function instantOf(zone: string, local: number): number | undefined {
  const day = 86_400_000
  const possible = [local - day, local + day].map((near) => local - offsetAt(zone, near))
  const instants = possible.filter((instant) => instant + offsetAt(zone, instant) === local)
  return instants.length > 0 ? Math.min(...instants) : undefined
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const two = '2-digit'
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: two, day: two, hour: two, minute: two, second: two },
  })
  formats.set(zone, format)
  return format
}
