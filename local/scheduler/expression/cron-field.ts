/** What one field of a cron expression may hold. */
export interface FieldRange {
  name: string
  min: number
  max: number
  /** Names that stand for numbers, e.g. JAN for 1. */
  names?: Readonly<Record<string, number>>
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ')
const numbered = (names: string[]) => Object.fromEntries(names.map((name, index) => [name, index + 1]))

export const MINUTES: FieldRange = { name: 'minutes', min: 0, max: 59 }
export const HOURS: FieldRange = { name: 'hours', min: 0, max: 23 }
export const DAY_OF_MONTH: FieldRange = { name: 'day-of-month', min: 1, max: 31 }
export const MONTH: FieldRange = { name: 'month', min: 1, max: 12, names: numbered(MONTHS) }
/** AWS counts from Sunday = 1. */
export const DAY_OF_WEEK: FieldRange = { name: 'day-of-week', min: 1, max: 7, names: numbered(DAYS) }
export const YEAR: FieldRange = { name: 'year', min: 1970, max: 2199 }

/** The numbers that a list of values, ranges and increments stands for, ascending. Throws an Error that says what is wrong. */
export function parseField(text: string, range: FieldRange): number[] {
  const numbers = new Set(text.split(',').flatMap((part) => parsePart(part, range)))
  return [...numbers].sort((a, b) => a - b)
}

export function parseValue(text: string, range: FieldRange): number {
  const value = range.names?.[text.toUpperCase()] ?? (/^\d+$/.test(text) ? Number(text) : Number.NaN)
  if (!(value >= range.min && value <= range.max))
    throw new Error(`'${text}' is no ${range.name}: ${range.min} to ${range.max}`)
  return value
}

function parsePart(part: string, range: FieldRange): number[] {
  const [span = '', step, more] = part.split('/')
  if (more !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step)))
    throw new Error(`'${part}' is no increment in ${range.name}`)
  const [from, to] = spanOf(span, step !== undefined, range)
  const size = range.max - range.min + 1
  // A range may run over the end: FRI-MON, 22-2.
  const length = (to < from ? to + size - from : to - from) + 1
  const every = Number(step ?? 1)
  const numbers = []
  for (let offset = 0; offset < length; offset += every) numbers.push(((from - range.min + offset) % size) + range.min)
  return numbers
}

function spanOf(span: string, stepped: boolean, range: FieldRange): [number, number] {
  if (span === '*' || (span === '' && stepped)) return [range.min, range.max]
  const [from = '', to, more] = span.split('-')
  if (more !== undefined) throw new Error(`'${span}' is no range in ${range.name}`)
  const first = parseValue(from, range)
  return [first, to !== undefined ? parseValue(to, range) : stepped ? range.max : first]
}
