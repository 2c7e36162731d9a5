import { type Condition, conditionKey } from '../pattern/condition.ts'
import type { Alternative } from '../pattern/parse-pattern.ts'

/**
 * One step of a rule through the machine, and the steps after it: a path, and the conditions of which a leaf there must
 * satisfy one. Rules that end alike share the steps at their ends, so that few of them are touched.
 */
export interface Step {
  path: string
  conditions: readonly { key: string; condition: Condition }[]
  /** True where each condition leads on by itself; else all of them lead to one state, named by this key. */
  split: boolean
  key: string
  next: Step | undefined
}

interface Kept {
  step: Step
  /** Tells the step apart in the keys of those before it. */
  id: number
  poolKey: string
  uses: number
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

/** The chains of all rules of a machine. */
export class Chains {
  readonly #pool = new Map<string, Kept>()
  readonly #kept = new Map<Step, Kept>()
  #ids = 0

  /**
   * The chain of one alternative of a pattern. The order of its steps depends on nothing but the alternative, so that
   * rules of one shape share their states.
   */
  take(alternative: Alternative): Step {
    let next: Step | undefined
    for (const step of stepsOf(alternative).reverse()) next = this.#intern(step, next)
    return next!
  }

  release(chain: Step): void {
    for (let step: Step | undefined = chain; step; step = step.next) {
      const kept = this.#kept.get(step)!
      if (--kept.uses > 0) continue
      this.#pool.delete(kept.poolKey)
      this.#kept.delete(step)
    }
  }

  #intern(step: Omit<Step, 'next'>, next: Step | undefined): Step {
    const poolKey = [step.path, step.split, step.key, next ? this.#kept.get(next)!.id : ''].join('\u0001')
    const known = this.#pool.get(poolKey)
    if (known) {
      known.uses++
      return known.step
    }
    const kept = { step: { ...step, next }, id: ++this.#ids, poolKey, uses: 1 }
    this.#pool.set(poolKey, kept)
    this.#kept.set(kept.step, kept)
    return kept.step
  }
}

function stepsOf(alternative: Alternative): Omit<Step, 'next'>[] {
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
