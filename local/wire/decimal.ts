/** Keeps the text of a number in JSON; newer than TypeScript's own libraries. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): number }

/** A number that is a double to AWS, for JSON.stringify: whole ones are written `1.0` there, and clients tell. */
export const decimal = (value: number): number =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? rawJSON(`${value}.0`) : value
