/** Newer than TypeScript's library: numbers that are written as they were read. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): unknown
  isRawJSON(value: unknown): boolean
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

/** Parses JSON so that JSON.stringify writes its numbers with the digits that they had. */
export function parseExactly(text: string): unknown {
  const keep: Reviver = (_, value, { source }) => (typeof value === 'number' ? rawJSON(source!) : value)
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown)
}

/** Whether a value is a number that `parseExactly` has read. */
export const isExactNumber = (value: unknown): boolean => isRawJSON(value)
