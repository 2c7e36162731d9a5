import { isLeaf, type Leaf } from './leaf.ts'

/** The elements of arrays that a leaf lies in: array -> index. */
export type Within = ReadonlyMap<number, number>

interface Field {
  leaf: Leaf
  /** The leaves of one element share one map. */
  within: Within
}

export type FlatEvent = ReadonlyMap<string, Field[]>

const NOWHERE: Within = new Map()

/** An event as its leaves by dotted path. Empty objects and arrays leave nothing. */
export function flattenEvent(event: object): FlatEvent {
  const fields = new Map<string, Field[]>()
  let arrays = 0
  const visit = (value: any, path: string, within: Within): void => {
    if (isLeaf(value)) {
      const field = { leaf: value, within }
      const known = fields.get(path)
      if (known) known.push(field)
      else fields.set(path, [field])
    } else if (Array.isArray(value)) {
      const array = arrays++
      for (let index = 0; index < value.length; index++) {
        const item = value[index]
        visit(item, path, isLeaf(item) ? within : new Map(within).set(array, index))
      }
    } else for (const key of Object.keys(value)) visit(value[key], `${path}.${key}`, within)
  }
  for (const [key, value] of Object.entries(event)) visit(value, key, NOWHERE)
  return fields
}

/** Both places together; undefined when they are in different elements of one array. */
export function together(a: Within, b: Within): Within | undefined {
  if (b.size === 0 || a === b) return a
  if (a.size === 0) return b
  let both: Map<number, number> | undefined
  for (const [array, index] of b) {
    const other = a.get(array)
    if (other === undefined) both = (both ?? new Map(a)).set(array, index)
    else if (other !== index) return undefined
  }
  return both ?? a
}

/** The arrays that the leaves of some paths lie in. */
export function arraysOf(event: FlatEvent, paths: Iterable<string>): Set<number> {
  const arrays = new Set<number>()
  for (const path of paths)
    for (const { within } of event.get(path) ?? []) for (const array of within.keys()) arrays.add(array)
  return arrays
}

/** The same for all places that differ only in arrays that do not matter any more. */
export function placeKey(within: Within, arrays: ReadonlySet<number>): string {
  let key = ''
  for (const [array, index] of [...within].sort(([a], [b]) => a - b)) if (arrays.has(array)) key += `${array}:${index} `
  return key
}
