import { satisfies } from '../pattern/condition.ts'
import { type FlatEvent, together, type Within } from '../pattern/flatten-event.ts'
import type { Step } from './chain.ts'
import type { State } from './state.ts'

/** The leaves in arrays that a walk has come by. */
interface Trail {
  path: string
  within: Within
  before: Trail | undefined
}

const NOWHERE: Within = new Map()

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
    let visited: Map<State<R>, Set<Within>> | undefined
    for (const field of fields) {
      const both = together(within, field.within)
      if (!both) continue
      const farther = field.within.size > 0 ? { path, within: field.within, before: trail } : trail
      index.find(field.leaf, ({ to }) => {
        visited ??= new Map()
        const places = visited.get(to)
        if (places?.has(both)) return
        if (places) places.add(both)
        else visited.set(to, new Set([both]))
        visit(to, both, farther)
      })
    }
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
    let tried: Set<Within> | undefined
    for (const field of event.get(path) ?? []) {
      const both = together(within, field.within)
      if (!both || tried?.has(both)) continue
      if (!conditions.some(({ condition }) => satisfies(condition, field.leaf))) continue
      const farther = field.within.size > 0 ? { path, within: field.within, before: trail } : trail
      if (holds(next, both, farther)) return true
      tried ??= new Set()
      tried.add(both)
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
