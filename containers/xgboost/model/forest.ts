/**
 * All trees of a model as flat arrays over one numbering of nodes. The right child follows the left one, so that a
 * step down needs one index: left, or left + 1.
 */
export interface Forest {
  outputs: number
  features: number
  /** Root node of each tree, and the output it adds to. */
  roots: Int32Array
  treeOutputs: Int32Array
  /** Left child; −1 in a leaf. */
  left: Int32Array
  feature: Int32Array
  /** The test `x < threshold`, or the leaf's value. */
  threshold: Float32Array
  /** Where a missing value goes: 0 left, 1 right. */
  missingRight: Uint8Array
}

/** Adds the trees' leaves to the margins of rows [0, rows); values are rows × features, NaN = missing; sums are float32. */
export function addMargins(forest: Forest, values: Float32Array, rows: number, margins: Float32Array): void {
  const { outputs, features, roots, treeOutputs, left, feature, threshold, missingRight } = forest
  for (let row = 0; row < rows; row++) {
    const from = row * features
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree]!
      for (let next = left[node]!; next >= 0; next = left[node]!) {
        const value = values[from + feature[node]!]!
        if (value < threshold[node]!) node = next
        else if (Number.isNaN(value)) node = next + missingRight[node]!
        else node = next + 1
      }
      margins[row * outputs + treeOutputs[tree]!]! += threshold[node]!
    }
  }
}
