/** A number whose digits a double does not hold: it is compared as it was written, and with no range. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A leaf of an event. */
export type Leaf = string | number | boolean | null | NumberText

export const isLeaf = (value: unknown): value is Leaf =>
  value === null || typeof value !== 'object' || value instanceof NumberText

/** A number as written -> its value, where a double has the very same. */
export function numberOf(text: string): number | NumberText {
  const value = Number(text)
  return decimal(text) === decimal(String(value)) ? value : new NumberText(text)
}

/** JSON.parse for events: 300, 300.0 and 3e2 are one number, as on AWS, and none loses digits. */
export function parseEvent(text: string): any {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text)
  const revive = (_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' ? numberOf(context.source ?? String(value)) : value
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown)
}

/** Up to 15 digits, and exponents of two, are safe in a double. A digit run inside a text is a false alarm, no more. */
const LONG_NUMBER = /\d[\d.]{15,}|[eE][+-]?\d{3}/

/** Digits without zeros around them, and the power of ten of the last one. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`
}
