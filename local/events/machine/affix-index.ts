import { type Edge, EdgeGroups, tellGroup } from './edge.ts'

/** Edges by the beginning (or the end) that they ask for: one look-up for each length that some edge has. */
export class AffixIndex<T> {
  readonly #end: boolean
  readonly #groups = new EdgeGroups<string, T>()
  readonly #lengths = new Map<number, number>()

  constructor(side: 'beginning' | 'end') {
    this.#end = side === 'end'
  }

  add(affix: string, edge: Edge<T>): void {
    this.#groups.add(affix, edge)
    this.#lengths.set(affix.length, (this.#lengths.get(affix.length) ?? 0) + 1)
  }

  remove(affix: string, edge: Edge<T>): void {
    this.#groups.remove(affix, edge)
    const left = this.#lengths.get(affix.length)! - 1
    if (left > 0) this.#lengths.set(affix.length, left)
    else this.#lengths.delete(affix.length)
  }

  find(text: string, tell: (edge: Edge<T>) => void): void {
    for (const length of this.#lengths.keys()) {
      if (length > text.length) continue
      const affix = this.#end ? text.slice(text.length - length) : text.slice(0, length)
      tellGroup(this.#groups.get(affix), tell)
    }
  }
}
