/** The most bytes of JSON that may pass between states, into or out of a task or an execution. */
export const PAYLOAD_LIMIT = 262_144

// Payloads are never changed once made, and travel by reference: what is dear to measure is measured once. To remember
// costs as much as to measure some twenty members, so what is cheap is measured again.
const sizes = new WeakMap<object, number>()
const DEAR = 32
/** Values measured so far, but for those that are remembered. */
let measured = 0

/** Bytes of a value as JSON in UTF-8. A new object around remembered ones costs no more than its own members. */
export function jsonBytes(value: unknown): number {
  measured++
  if (typeof value === 'string') return textBytes(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)?.length ?? 0
  const known = sizes.get(value)
  if (known !== undefined) return known
  const before = measured
  const size = isPlain(value) ? membersBytes(value) : textOf(value)
  if (measured - before > DEAR) {
    sizes.set(value, size)
    measured = before
  }
  return size
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes these.
const ESCAPED_OR_WIDE = /["\\\u0000-\u001f\u0080-\uffff]/

const textBytes = (text: string): number =>
  ESCAPED_OR_WIDE.test(text) ? Buffer.byteLength(JSON.stringify(text)) : text.length + 2

const isPlain = (value: object): value is Record<string, unknown> => Object.getPrototypeOf(value) === Object.prototype

function textOf(value: object): number {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  measured += bytes >> 4
  return bytes
}

function membersBytes(value: Record<string, unknown>): number {
  let bytes = 1
  for (const key in value) {
    const member = value[key]
    if (member !== undefined) bytes += textBytes(key) + jsonBytes(member) + 2
  }
  return Math.max(2, bytes)
}

export const isTooLarge = (value: unknown): boolean =>
  boundOf(value, DEAR) > PAYLOAD_LIMIT && jsonBytes(value) > PAYLOAD_LIMIT

/** JSON makes at most six bytes of a character. */
const WIDEST = 6
/** Members left that `boundOf` may look at. */
let left = 0

/** At least as many bytes as the value has; without an end where it has more members than `most`. */
function boundOf(value: unknown, most: number): number {
  left = most
  return bound(value)
}

function bound(value: unknown): number {
  if (left-- <= 0) return Number.POSITIVE_INFINITY
  if (typeof value === 'string') return value.length * WIDEST + 2
  if (value === null || typeof value !== 'object') return 32
  if (Array.isArray(value)) {
    if (value.length > left) return jsonBytes(value)
    let bytes = 2
    for (let index = 0; index < value.length; index++) bytes += bound(value[index]) + 1
    return bytes
  }
  if (!isPlain(value)) return jsonBytes(value)
  let bytes = 2
  for (const key in value) bytes += key.length * WIDEST + 4 + bound(value[key])
  return bytes
}

/** Whether a value has been a payload before, and so is known to be plain JSON. */
export const isKnownPayload = (value: object): boolean => sizes.has(value)
