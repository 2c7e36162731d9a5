import { sampleItems } from '../trees/random.ts'

export interface ColumnFractions {
  colsample_bytree: number
  colsample_bylevel: number
  colsample_bynode: number
}

/** The features one tree may split on; each level draws from the tree's, each node from its level's. */
export class ColumnSampler {
  readonly tree: Int32Array
  readonly #by: ColumnFractions
  readonly #seed: number
  readonly #stream: number
  readonly #levels = new Map<number, Int32Array>()

  /** `treeNumber` counts all trees of the model, so that each draws anew. */
  constructor(features: number, by: ColumnFractions, seed: number, treeNumber: number) {
    this.#by = by
    this.#seed = seed ^ 0x5bd1e995
    this.#stream = treeNumber * 3
    this.tree = sampleItems(
      Int32Array.from({ length: features }, (_, i) => i),
      by.colsample_bytree,
      this.#seed,
      this.#stream,
    )
  }

  node(depth: number, node: number): Int32Array {
    return sampleItems(this.#level(depth), this.#by.colsample_bynode, this.#seed + 1 + node, this.#stream + 2)
  }

  #level(depth: number): Int32Array {
    const known = this.#levels.get(depth)
    if (known) return known
    const drawn = sampleItems(this.tree, this.#by.colsample_bylevel, this.#seed + 1 + depth, this.#stream + 1)
    this.#levels.set(depth, drawn)
    return drawn
  }
}
