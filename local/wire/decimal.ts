/** Keeps the text of a number in JSON; newer than TypeScript's own libraries. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): number }

/** A number that is a double to AWS, in words and in XML: whole ones are written `1.0` there, and clients tell. */
export const decimalText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value)

/** The same for JSON.stringify. */
export const decimal = (value: number): number => (Number.isInteger(value) ? rawJSON(decimalText(value)) : value)
