import { instantOf } from '#shared/manifest/clock/zone.ts'

const yearFirst = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/
const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/
const withOffset = /\d(Z|[+-]\d\d:?\d\d| ?UTC)$/i

/**
 * The instant (epoch ms) that a cell of a trace names; undefined when it names none. Seconds or milliseconds of the epoch,
 * or a date with or without time; what says no offset is read on the clocks of `zone`.
 */
export function parseTime(text: string, zone: string): number | undefined {
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (/^\d{12,13}$/.test(text)) return Number(text)
  const year = yearFirst.exec(text)
  const month = monthFirst.exec(text)
  const fields = year ? year.slice(1) : month ? [month[3], month[1], month[2], ...month.slice(4)] : undefined
  if (fields) {
    const [y, m, d, hour, minute, second] = fields.map((field) => Number(field ?? 0))
    const local = Date.UTC(y!, m! - 1, d!, hour!, minute!, second!)
    if (new Date(local).getUTCDate() !== d || m! > 12 || hour! > 23 || minute! > 59) return undefined
    // A wall-clock time that a change of clocks leaves out was the hour after.
    return instantOf(zone, local) ?? instantOf(zone, local + 3_600_000)
  }
  const instant = withOffset.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(instant) ? undefined : instant
}
