import type { Alternative } from './compile-pattern.ts'
import type { Field, FlatEvent } from './flatten-event.ts'

/**
 * True when every path has a leaf that satisfies it, and all those leaves together lie in the same elements of the
 * arrays that they share: two conditions on objects in one array must hold on one and the same object.
 */
export function matchesAlternative(alternative: Alternative, event: FlatEvent): boolean {
  const candidates: Field[][] = []
  for (const [path, conditions] of alternative) {
    const fields = event.get(path)
    if (!fields) {
      if (conditions.some(({ absent }) => absent)) continue
      return false
    }
    const fitting = fields.filter(({ leaf }) => conditions.some((condition) => condition.test(leaf)))
    if (fitting.length === 0) return false
    if (!fitting.some(({ within }) => within.size === 0)) candidates.push(fitting)
  }
  return consistent(candidates, 0, new Map())
}

function consistent(candidates: Field[][], next: number, chosen: ReadonlyMap<number, number>): boolean {
  if (next === candidates.length) return true
  return candidates[next]!.some(({ within }) => {
    for (const [array, index] of within) if ((chosen.get(array) ?? index) !== index) return false
    return consistent(candidates, next + 1, new Map([...chosen, ...within]))
  })
}
