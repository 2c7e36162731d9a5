import { type Condition, conditionKey } from '../pattern/condition.ts'
import type { Alternative } from '../pattern/parse-pattern.ts'

/** One step of a rule through the machine: a path, and the conditions of which a leaf there must satisfy one. */
export interface Step {
  path: string
  conditions: { key: string; condition: Condition }[]
  /** True where each condition leads on by itself; else all of them lead to one state, named by this key. */
  split: boolean
  key: string
}

const MOST_BRANCHES = 16
/** What tells rules apart comes first: a value before a beginning, a beginning before an exclusion. */
const ORDER: Condition['kind'][] = [
  'equals',
  'cidr',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'prefix-ignore-case',
  'suffix-ignore-case',
  'wildcard',
  'numeric',
  'anything-but',
  'exists',
  'absent',
]

/**
 * The steps of one alternative of a pattern, in an order that depends on nothing but the alternative, so that rules of one
 * shape share their states, and what was added is found again to be removed.
 */
export function chainOf(alternative: Alternative): Step[] {
  const steps = [...alternative].map(([path, list]) => {
    const conditions = [...new Map(list.map((condition) => [conditionKey(condition), condition]))]
      .map(([key, condition]) => ({ key, condition }))
      .sort((a, b) => compare(a.key, b.key))
    const rank = Math.max(...conditions.map(({ condition }) => ORDER.indexOf(condition.kind)))
    return { path, conditions, rank, key: conditions.map(({ key }) => key).join('\u0000') }
  })
  steps.sort((a, b) => a.rank - b.rank || compare(a.path, b.path))
  let branches = 1
  return steps.map(({ path, conditions, key }) => {
    const split = branches * conditions.length <= MOST_BRANCHES
    if (split) branches *= conditions.length
    return { path, conditions, split, key }
  })
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
