/**
 * The numbers that a cron field stands for, ascending: lists, ranges that may run over the end, increments; `names` is a
 * row of three-letter names for them. What is no number within the bounds stands for nothing.
 */
export function numbersOf(field: string, least: number, most: number, names = ''): number[] {
  const count = most - least + 1
  const numbers = field.split(',').flatMap((part) => {
    const [span = '', every = ''] = part.split('/')
    const [from, to] = span === '*' ? [least, most] : span.split('-').map((text) => numberOf(text, least, names))
    if (from === undefined || !inside(from, least, most) || (to !== undefined && !inside(to, least, most))) return []
    const last = to ?? (every ? most : from)
    const length = ((last - from + count) % count) + 1
    const step = Math.max(1, Number(every) || 1)
    return Array.from({ length: Math.ceil(length / step) }, (_, n) => ((from - least + n * step) % count) + least)
  })
  return [...new Set(numbers)].sort((a, b) => a - b)
}

/** The number of one value of a field. */
export function numberOf(text: string, least: number, names: string): number {
  const place = /^[A-Z]{3}$/i.test(text) ? names.indexOf(text.toUpperCase()) : -1
  return place >= 0 && place % 3 === 0 ? place / 3 + least : /^\d+$/.test(text) ? Number(text) : Number.NaN
}

function inside(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
