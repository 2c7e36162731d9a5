import { inRange, LARGEST_COMPARABLE, type NumericRange } from '../pattern/condition.ts'
import type { Edge } from './edge.ts'

/** Numbers lie side by side in memory, apart from what is needed of a range that is met. */
interface Tree<T> {
  from: Float64Array
  /** The highest end in the span of which an element is the root. */
  highest: Float64Array
  entries: { range: NumericRange; edge: Edge<T> }[]
}

/**
 * Edges by ranges of numbers: an interval tree in sorted arrays (the middle element of a span is its root), made anew at
 * the first search after a change.
 */
export class RangeIndex<T> {
  readonly #ranges = new Map<Edge<T>, NumericRange>()
  #tree: Tree<T> | undefined

  add(range: NumericRange, edge: Edge<T>): void {
    this.#ranges.set(edge, range)
    this.#tree = undefined
  }

  remove(_range: NumericRange, edge: Edge<T>): void {
    this.#ranges.delete(edge)
    this.#tree = undefined
  }

  find(value: number, tell: (edge: Edge<T>) => void): void {
    if (Math.abs(value) > LARGEST_COMPARABLE) return
    this.#tree ??= this.#build()
    search(this.#tree, 0, this.#tree.entries.length, value, tell)
  }

  #build(): Tree<T> {
    const entries = [...this.#ranges].map(([edge, range]) => ({ edge, range }))
    entries.sort((a, b) => a.range.from - b.range.from)
    const from = Float64Array.from(entries, ({ range }) => range.from)
    const highest = new Float64Array(entries.length)
    const measure = (start: number, end: number): number => {
      if (start >= end) return Number.NEGATIVE_INFINITY
      const middle = (start + end) >> 1
      highest[middle] = Math.max(entries[middle]!.range.to, measure(start, middle), measure(middle + 1, end))
      return highest[middle]!
    }
    measure(0, entries.length)
    return { from, highest, entries }
  }
}

function search<T>(tree: Tree<T>, start: number, end: number, value: number, tell: (edge: Edge<T>) => void): void {
  if (start >= end) return
  const middle = (start + end) >> 1
  if (tree.highest[middle]! < value) return
  search(tree, start, middle, value, tell)
  if (tree.from[middle]! > value) return
  const { range, edge } = tree.entries[middle]!
  if (inRange(range, value)) tell(edge)
  search(tree, middle + 1, end, value, tell)
}
