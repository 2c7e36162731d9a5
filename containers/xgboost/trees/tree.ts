import type { Sums } from './find-split.ts'

/** A regression tree as XGBoost numbers and names it: node 0 is the root, −1 in `left` marks a leaf. */
export interface Tree {
  left: number[]
  right: number[]
  parent: number[]
  feature: number[]
  /** The test `x < threshold` of an inner node; the leaf's value in a leaf. */
  threshold: number[]
  defaultLeft: boolean[]
  gain: number[]
  hessian: number[]
  weight: number[]
}

export function emptyTree(): Tree {
  return {
    left: [],
    right: [],
    parent: [],
    feature: [],
    threshold: [],
    defaultLeft: [],
    gain: [],
    hessian: [],
    weight: [],
  }
}

/** Adds a leaf of `value` and returns its number. */
export function addLeaf(tree: Tree, parent: number, sums: Sums, value: number): number {
  const id = tree.left.length
  tree.left.push(-1)
  tree.right.push(-1)
  tree.parent.push(parent)
  tree.feature.push(0)
  tree.threshold.push(Math.fround(value))
  tree.defaultLeft.push(false)
  tree.gain.push(0)
  tree.hessian.push(Math.fround(sums.hessian))
  tree.weight.push(Math.fround(value))
  return id
}
