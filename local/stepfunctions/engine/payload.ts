/** The most bytes of JSON that may pass between states, into or out of a task or an execution. */
export const PAYLOAD_LIMIT = 262_144

// Payloads are never changed once made, and travel by reference, so each is measured once.
const sizes = new WeakMap<object, number>()

/** Bytes of a value as JSON in UTF-8. A new object around known ones costs no more than its own members. */
export function jsonBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)?.length ?? 0
  let size = sizes.get(value)
  if (size === undefined) {
    size = isPlain(value) ? membersBytes(value) : Buffer.byteLength(JSON.stringify(value))
    sizes.set(value, size)
  }
  return size
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes these.
const ESCAPED_OR_WIDE = /["\\\u0000-\u001f\u0080-\uffff]/

const textBytes = (text: string): number =>
  ESCAPED_OR_WIDE.test(text) ? Buffer.byteLength(JSON.stringify(text)) : text.length + 2

const isPlain = (value: object): value is Record<string, unknown> => Object.getPrototypeOf(value) === Object.prototype

function membersBytes(value: Record<string, unknown>): number {
  let bytes = 1
  for (const key in value) {
    const member = value[key]
    if (member !== undefined) bytes += textBytes(key) + jsonBytes(member) + 2
  }
  return Math.max(2, bytes)
}

export const isTooLarge = (value: unknown): boolean => jsonBytes(value) > PAYLOAD_LIMIT

/** Whether a value has been a payload before, and so is known to be plain JSON. */
export const isKnownPayload = (value: object): boolean => sizes.has(value)
