/** The most bytes of JSON that may pass between states, into or out of a task or an execution. */
export const PAYLOAD_LIMIT = 262_144

// Payloads are never changed once made, and travel by reference, so each is measured once.
const sizes = new WeakMap<object, number>()

/** Bytes of a value as JSON in UTF-8. */
function jsonBytes(value: unknown): number {
  if (value === null || typeof value !== 'object') return Buffer.byteLength(JSON.stringify(value) ?? '')
  let size = sizes.get(value)
  if (size === undefined) {
    size = Buffer.byteLength(JSON.stringify(value))
    sizes.set(value, size)
  }
  return size
}

export const isTooLarge = (value: unknown): boolean => jsonBytes(value) > PAYLOAD_LIMIT

/** Whether a value has been a payload before, and so is known to be plain JSON. */
export const isKnownPayload = (value: object): boolean => sizes.has(value)
