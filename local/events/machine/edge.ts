import type { Condition } from '../pattern/condition.ts'

/** A way out of a state of the machine, open to the leaves that satisfy its condition. */
export interface Edge<T> {
  condition: Condition
  to: T
  /** How many chains of rules run over it. */
  uses: number
  /** The next edge of its group: a list without a list, since memory that is touched is what matching costs. */
  next: Edge<T> | undefined
}

/** Edges by something that they have in common; each is in one group. */
export class EdgeGroups<K, T> {
  readonly #first = new Map<K, Edge<T>>()

  get isEmpty(): boolean {
    return this.#first.size === 0
  }

  /** The first edge of a group. */
  get(key: K): Edge<T> | undefined {
    return this.#first.get(key)
  }

  add(key: K, edge: Edge<T>): void {
    edge.next = this.#first.get(key)
    this.#first.set(key, edge)
  }

  remove(key: K, edge: Edge<T>): void {
    const first = this.#first.get(key)
    if (first === edge) {
      if (edge.next) this.#first.set(key, edge.next)
      else this.#first.delete(key)
      return
    }
    for (let one = first; one; one = one.next) if (one.next === edge) one.next = edge.next
  }
}

export function tellGroup<T>(first: Edge<T> | undefined, tell: (edge: Edge<T>) => void): void {
  for (let edge = first; edge; edge = edge.next) tell(edge)
}
