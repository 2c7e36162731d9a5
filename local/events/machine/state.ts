import type { Condition } from '../pattern/condition.ts'
import type { Step } from './chain.ts'
import { ValueIndex } from './value-index.ts'

interface Absence<R> {
  to: State<R>
  uses: number
}

/** A state of the machine: the steps that lead on from it, and the rules that have been satisfied on the way to it. */
export class State<R> {
  /**
   * Whether one chain alone has come here. It is followed step by step then, from `rest`, and needs no states of its own;
   * its rule is `rule`.
   */
  single = false
  rest: Step | undefined
  rule: R | undefined
  /** By path. */
  values: Map<string, ValueIndex<State<R>>> | undefined
  /** By path: where it leads when the event has nothing there. */
  absences: Map<string, Map<string, Absence<R>>> | undefined
  /** With how many chains of each end here. */
  rules: Map<R, number> | undefined

  #below: ReadonlySet<string> | undefined

  /** The paths of all steps that may still come. */
  get below(): ReadonlySet<string> {
    this.#below ??= this.#pathsBelow()
    return this.#below
  }

  /** Leads a chain on, from a step of it or its end. */
  add(step: Step | undefined, rule: R): void {
    this.#below = undefined
    if (this.single) {
      this.single = false
      this.#lead(this.rest, this.rule!)
    } else if (!this.values && !this.absences && !this.rules) {
      this.single = true
      this.rest = step
      this.rule = rule
      return
    }
    this.#lead(step, rule)
  }

  /** Takes back one `add` of the same step and rule. */
  remove(step: Step | undefined, rule: R): void {
    this.#below = undefined
    if (this.single) this.single = false
    else this.#takeBack(step, rule)
  }

  #pathsBelow(): Set<string> {
    const paths = new Set<string>()
    if (this.single) for (let step = this.rest; step; step = step.next) paths.add(step.path)
    for (const [path, index] of this.values ?? []) {
      paths.add(path)
      for (const to of index.targets()) for (const one of to.below) paths.add(one)
    }
    for (const [path, list] of this.absences ?? []) {
      paths.add(path)
      for (const { to } of list.values()) for (const one of to.below) paths.add(one)
    }
    return paths
  }

  #lead(step: Step | undefined, rule: R): void {
    if (!step) {
      this.rules ??= new Map()
      this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1)
    } else if (step.split)
      for (const { key, condition } of step.conditions)
        this.#take(step.path, key, condition, () => new State()).add(step.next, rule)
    else {
      let shared: State<R> | undefined
      for (const { key, condition } of step.conditions)
        shared = this.#take(step.path, inList(step, key), condition, () => shared ?? new State())
      shared!.add(step.next, rule)
    }
  }

  #takeBack(step: Step | undefined, rule: R): void {
    if (!step) {
      const left = this.rules!.get(rule)! - 1
      if (left > 0) this.rules!.set(rule, left)
      else this.rules!.delete(rule)
      if (this.rules!.size === 0) this.rules = undefined
      return
    }
    const { path, split, conditions } = step
    const keyed = split ? conditions : conditions.map((one) => ({ ...one, key: inList(step, one.key) }))
    for (const { key, condition } of split ? keyed : keyed.slice(0, 1))
      this.#peek(path, key, condition).remove(step.next, rule)
    for (const { key, condition } of keyed) this.#release(path, key, condition)
  }

  #take(path: string, key: string, condition: Condition, to: () => State<R>): State<R> {
    if (condition.kind !== 'absent') {
      this.values ??= new Map()
      const index = this.values.get(path) ?? new ValueIndex<State<R>>()
      this.values.set(path, index)
      return index.take(key, condition, to)
    }
    this.absences ??= new Map()
    const absences = this.absences.get(path) ?? new Map<string, Absence<R>>()
    this.absences.set(path, absences)
    const absence = absences.get(key) ?? { to: to(), uses: 0 }
    absences.set(key, absence)
    absence.uses++
    return absence.to
  }

  #peek(path: string, key: string, condition: Condition): State<R> {
    return condition.kind === 'absent' ? this.absences!.get(path)!.get(key)!.to : this.values!.get(path)!.peek(key)
  }

  #release(path: string, key: string, condition: Condition): void {
    if (condition.kind !== 'absent') {
      const index = this.values!.get(path)!
      index.release(key)
      if (index.isEmpty) this.values!.delete(path)
      if (this.values!.size === 0) this.values = undefined
      return
    }
    const absences = this.absences!.get(path)!
    const absence = absences.get(key)!
    if (--absence.uses === 0) absences.delete(key)
    if (absences.size === 0) this.absences!.delete(path)
    if (this.absences!.size === 0) this.absences = undefined
  }
}

const inList = (step: Step, key: string) => `${step.key}\u0000\u0000${key}`
