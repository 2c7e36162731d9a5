import { satisfies } from './condition.ts'
import { arraysOf, type FlatEvent, placeKey, together, type Within } from './flatten-event.ts'
import type { Alternative } from './parse-pattern.ts'

/**
 * True when every path has a leaf that satisfies it, and all those leaves together lie in the same elements of the
 * arrays that they share: two conditions on objects in one array must hold on one and the same object. A path is absent
 * where it has no leaf in the elements that the paths before it, in the order of their names, were found in.
 */
export function matchesAlternative(alternative: Alternative, event: FlatEvent): boolean {
  const paths = [...alternative.keys()].sort()
  const from = (next: number, within: Within): boolean => {
    const path = paths[next]
    if (path === undefined) return true
    const conditions = alternative.get(path)!
    const fields = event.get(path) ?? []
    if (
      conditions.some(({ kind }) => kind === 'absent') &&
      fields.every((field) => !together(within, field.within)) &&
      from(next + 1, within)
    )
      return true
    // Elements of an array that no later path lies in are as good as each other.
    const arrays = fields.length > 1 ? arraysOf(event, paths.slice(next + 1)) : NONE
    const tried = new Set<string>()
    return fields.some((field) => {
      const both = together(within, field.within)
      if (!both || !conditions.some((condition) => satisfies(condition, field.leaf))) return false
      const place = placeKey(both, arrays)
      if (tried.has(place)) return false
      tried.add(place)
      return from(next + 1, both)
    })
  }
  return from(0, new Map())
}

const NONE: ReadonlySet<number> = new Set()
