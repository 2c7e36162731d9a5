import { ClientError } from '../errors.ts'
import type { Forest } from './forest.ts'

/** A tree in XGBoost's JSON. Booleans were 0/1 in some versions and true/false in others. */
export interface TreeJson {
  left_children: number[]
  right_children: number[]
  split_indices: number[]
  split_conditions: number[]
  default_left: (number | boolean)[]
  split_type?: number[]
  categories_nodes?: number[]
  tree_param?: { size_leaf_vector?: string }
}

/** Lays the trees out one after another, level by level, children side by side. */
export function plantForest(trees: TreeJson[], treeInfo: number[], outputs: number, features: number): Forest {
  const nodes = trees.reduce((sum, tree) => sum + tree.left_children.length, 0)
  const forest: Forest = {
    outputs,
    features,
    roots: new Int32Array(trees.length),
    treeOutputs: Int32Array.from(treeInfo),
    left: new Int32Array(nodes).fill(-1),
    feature: new Int32Array(nodes),
    threshold: new Float32Array(nodes),
    missingRight: new Uint8Array(nodes),
  }
  let next = 0
  trees.forEach((tree, index) => {
    forest.roots[index] = next
    next = plantTree(forest, tree, index, next)
  })
  return forest
}

function plantTree(forest: Forest, tree: TreeJson, index: number, first: number): number {
  const queue = [0]
  let next = first + 1
  for (let at = 0; at < queue.length; at++) {
    const source = queue[at]!
    const node = first + at
    const left = tree.left_children[source]
    if (left === undefined)
      throw new ClientError(`Tree ${index} of the model points at node ${source}, which it does not have.`)
    forest.threshold[node] = tree.split_conditions[source]!
    if (left < 0) continue
    const feature = tree.split_indices[source]!
    if (!(feature < forest.features)) {
      throw new ClientError(`Tree ${index} of the model splits on feature ${feature} of ${forest.features}.`)
    }
    if (queue.length > tree.left_children.length) throw new ClientError(`Tree ${index} of the model has a cycle.`)
    forest.left[node] = next
    forest.feature[node] = feature
    forest.missingRight[node] = tree.default_left[source] ? 0 : 1
    queue.push(left, tree.right_children[source]!)
    next += 2
  }
  return next
}
