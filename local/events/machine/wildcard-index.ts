import type { Wildcard } from '../pattern/wildcard.ts'
import type { Edge } from './edge.ts'

interface Node<T> {
  /** The next character of some pattern -> where it leads. */
  next: Map<string, Node<T>>
  /** Where a star leads: a node that stays active, whatever comes. */
  star?: Node<T>
  stays: boolean
  ends: Edge<T>[]
  /** The step of a search that has come here last. */
  seen: number
}

const newNode = <T>(stays: boolean): Node<T> => ({ next: new Map(), stays, ends: [], seen: 0 })

/** All wildcard patterns in one automaton, which reads a text once: a trie in which stars are nodes that loop. */
export class WildcardIndex<T> {
  readonly #root = newNode<T>(false)
  #step = 0

  add(wildcard: Wildcard, edge: Edge<T>): void {
    let node = this.#root
    for (const [index, stretch] of wildcard.entries()) {
      if (index > 0) {
        node.star ??= newNode<T>(true)
        node = node.star
      }
      for (const char of stretch) {
        const next = node.next.get(char) ?? newNode<T>(false)
        node.next.set(char, next)
        node = next
      }
    }
    node.ends.push(edge)
  }

  remove(wildcard: Wildcard, edge: Edge<T>): void {
    const steps = wildcard.flatMap((stretch, index) => (index === 0 ? [...stretch] : [undefined, ...stretch]))
    const drop = (node: Node<T>, at: number): boolean => {
      if (at === steps.length) node.ends = node.ends.filter((one) => one !== edge)
      else {
        const step = steps[at]
        const next = step === undefined ? node.star! : node.next.get(step)!
        if (drop(next, at + 1)) {
          if (step === undefined) delete node.star
          else node.next.delete(step)
        }
      }
      return node.ends.length === 0 && node.next.size === 0 && !node.star
    }
    drop(this.#root, 0)
  }

  find(text: string, tell: (edge: Edge<T>) => void): void {
    let active: Node<T>[] = []
    this.#enter(this.#root, ++this.#step, active)
    for (const char of text) {
      const step = ++this.#step
      const after: Node<T>[] = []
      for (const node of active) {
        if (node.stays) this.#enter(node, step, after)
        const next = node.next.get(char)
        if (next) this.#enter(next, step, after)
      }
      if (after.length === 0) return
      active = after
    }
    for (const node of active) for (const edge of node.ends) tell(edge)
  }

  #enter(node: Node<T>, step: number, active: Node<T>[]): void {
    if (node.seen === step) return
    node.seen = step
    active.push(node)
    if (node.star) this.#enter(node.star, step, active)
  }
}
