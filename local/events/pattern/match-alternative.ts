import { satisfies } from './condition.ts'
import { type FlatEvent, together, type Within } from './flatten-event.ts'
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
    const tried = new Set<Within>()
    return fields.some((field) => {
      const both = together(within, field.within)
      if (!both || tried.has(both) || !conditions.some((condition) => satisfies(condition, field.leaf))) return false
      tried.add(both)
      return from(next + 1, both)
    })
  }
  return from(0, new Map())
}
