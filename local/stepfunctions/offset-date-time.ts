const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** Epoch ms of an ISO 8601 date and time with an offset; undefined for anything else. */
export function offsetDateTime(value: unknown): number | undefined {
  const at = typeof value === 'string' && SHAPE.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
