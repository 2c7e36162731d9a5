/** A number with its digits as they were written: EventBridge holds 300 and 300.0 for different values. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get value(): number {
    return Number(this.text)
  }
}

/** JSON.parse that keeps the text of numbers, as `NumberText`. */
export function parseJsonKeepingNumbers(text: string): any {
  const revive = (_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' ? new NumberText(context.source ?? String(value)) : value
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown)
}

/** A leaf of an event: a string, a number as written, or one of null, true, false. */
export type Leaf = string | NumberText | boolean | null

export const isLeaf = (value: unknown): value is Leaf =>
  value === null || typeof value !== 'object' || value instanceof NumberText
