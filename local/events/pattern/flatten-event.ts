import { isLeaf, type Leaf } from './json-tokens.ts'

/** One leaf of an event, with the elements of the arrays it lies in: array -> index. */
export interface Field {
  leaf: Leaf
  within: ReadonlyMap<number, number>
}

export type FlatEvent = ReadonlyMap<string, Field[]>

/** An event as its leaves by dotted path. Empty objects and arrays leave nothing. */
export function flattenEvent(event: unknown): FlatEvent {
  const fields = new Map<string, Field[]>()
  let arrays = 0
  const visit = (value: any, path: string, within: ReadonlyMap<number, number>): void => {
    if (isLeaf(value)) {
      const field = { leaf: value, within }
      const known = fields.get(path)
      if (known) known.push(field)
      else fields.set(path, [field])
    } else if (Array.isArray(value)) {
      const array = arrays++
      value.forEach((item, index) => {
        visit(item, path, isLeaf(item) ? within : new Map(within).set(array, index))
      })
    } else for (const [key, item] of Object.entries(value)) visit(item, path ? `${path}.${key}` : key, within)
  }
  visit(event, '', new Map())
  return fields
}
