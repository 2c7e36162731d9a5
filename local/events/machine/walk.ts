import { satisfies } from '../pattern/condition.ts'
import { arraysOf, type FlatEvent, placeKey, together, type Within } from '../pattern/flatten-event.ts'
import type { Step } from './chain.ts'
import type { State } from './state.ts'

/** The leaves in arrays that a walk has come by. */
interface Trail {
  path: string
  within: Within
  before: Trail | undefined
}

const NOWHERE: Within = new Map()
/** From how many leaves of a path on it pays to know which of their arrays still matter. */
const MANY = 8

/** The rules that are satisfied at the states to which the leaves of an event lead. */
export function walk<R>(start: State<R>, event: FlatEvent): Set<R> {
  const found = new Set<R>()

  const visit = (state: State<R>, within: Within, trail: Trail | undefined): void => {
    if (state.single) {
      if (!found.has(state.rule!) && holds(state.rest, within, trail)) found.add(state.rule!)
      return
    }
    const { rules, values, absences } = state
    if (rules) for (const rule of rules.keys()) found.add(rule)
    if (values) {
      if (values.size <= event.size) for (const path of values.keys()) take(state, path, within, trail)
      else for (const path of event.keys()) take(state, path, within, trail)
    }
    if (absences)
      for (const [path, list] of absences)
        if (isAbsent(path, trail)) for (const { to } of list.values()) visit(to, within, trail)
  }

  const take = (state: State<R>, path: string, within: Within, trail: Trail | undefined): void => {
    const fields = event.get(path)
    const index = state.values!.get(path)
    if (!fields || !index) return
    // Two leaves of one place, or two conditions of one list, lead to a state but once.
    let visited: Map<State<R>, Set<Within | string>> | undefined
    for (const field of fields) {
      const both = together(within, field.within)
      if (!both) continue
      const farther = field.within.size > 0 ? { path, within: field.within, before: trail } : trail
      index.find(field.leaf, ({ to }) => {
        visited ??= new Map()
        const place = fields.length > MANY ? placeKey(both, arraysBelow(to)) : both
        const places = visited.get(to)
        if (places?.has(place)) return
        if (places) places.add(place)
        else visited.set(to, new Set([place]))
        visit(to, both, farther)
      })
    }
  }

  const known = new Map<State<R>, Set<number>>()
  /** The arrays that matter to what may come after a state. */
  const arraysBelow = (state: State<R>): Set<number> => {
    const arrays = known.get(state) ?? arraysOf(event, state.below)
    known.set(state, arrays)
    return arrays
  }

  /** Whether the steps that are left of a chain can all be taken. */
  const holds = (step: Step | undefined, within: Within, trail: Trail | undefined): boolean => {
    if (!step) return true
    const { path, conditions, next } = step
    if (
      conditions.some(({ condition }) => condition.kind === 'absent') &&
      isAbsent(path, trail) &&
      holds(next, within, trail)
    )
      return true
    const fields = event.get(path) ?? []
    const arrays = fields.length > MANY ? arraysOf(event, pathsOf(next)) : undefined
    let tried: Set<Within | string> | undefined
    for (const field of fields) {
      const both = together(within, field.within)
      if (!both) continue
      if (!conditions.some(({ condition }) => satisfies(condition, field.leaf))) continue
      const place = arrays ? placeKey(both, arrays) : both
      if (tried?.has(place)) continue
      const farther = field.within.size > 0 ? { path, within: field.within, before: trail } : trail
      if (holds(next, both, farther)) return true
      tried ??= new Set()
      tried.add(place)
    }
    return false
  }

  /** No leaf there, in the elements in which the paths with names before this one were found. */
  const isAbsent = (path: string, trail: Trail | undefined): boolean => {
    const fields = event.get(path)
    if (!fields) return true
    let within = NOWHERE
    for (let step = trail; step; step = step.before)
      if (step.path < path) within = together(within, step.within) ?? within
    return fields.every((field) => !together(within, field.within))
  }

  visit(start, NOWHERE, undefined)
  return found
}

function* pathsOf(chain: Step | undefined): Iterable<string> {
  for (let step = chain; step; step = step.next) yield step.path
}
