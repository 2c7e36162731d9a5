import { findSplit, type Split, type Sums } from '../trees/find-split.ts'
import { addHistogram, subtractHistogram } from '../trees/histogram.ts'
import { leafWeight } from '../trees/leaf-weight.ts'
import { addLeaf, emptyTree, type Tree } from '../trees/tree.ts'
import type { ColumnSampler } from './column-sampler.ts'
import type { Frame } from './frame.ts'
import type { Scales } from './gradients.ts'
import type { Parameters } from './parameters.ts'
import type { Team } from './team.ts'

const LEAST_GAIN = 1e-6

/** A node of the deepest level so far; `slot` is where its histogram lies, if it was kept. */
interface Open {
  node: number
  sums: Sums
  split: Split | undefined
  slot: number | undefined
}

/** Grows one tree level by level on the gradients of `output`, and adds its leaves to all margins. */
export class TreeGrower {
  readonly #frame: Frame
  readonly #team: Team
  readonly #parameters: Parameters
  readonly #scales: Scales
  readonly #columns: ColumnSampler
  readonly #output: number
  readonly #tree = emptyTree()
  readonly #leaves: { node: number; value: number }[] = []
  #freeSlots: number[]

  constructor(
    frame: Frame,
    team: Team,
    parameters: Parameters,
    scales: Scales,
    columns: ColumnSampler,
    output: number,
  ) {
    this.#frame = frame
    this.#team = team
    this.#parameters = parameters
    this.#scales = scales
    this.#columns = columns
    this.#output = output
    this.#freeSlots = Array.from({ length: frame.histogramSlots }, (_, i) => frame.histogramSlots - 1 - i)
  }

  grow(): Tree {
    this.#team.run({ do: 'start tree' })
    let level: Open[] = [this.#root()]
    for (let depth = 1; level.length > 0; depth++) level = this.#nextLevel(level, depth)
    this.#team.run({ do: 'add leaves', output: this.#output, leaves: this.#leaves, tree: this.#tree })
    return this.#tree
  }

  #root(): Open {
    const slot = this.#freeSlots.pop()!
    this.#build([{ node: 0, slot }])
    const sums = this.#sumsOfHistogram(slot)
    addLeaf(this.#tree, -1, sums, this.#weight(sums))
    const root: Open = { node: 0, sums, split: undefined, slot }
    root.split = this.#bestSplit(root, 0)
    return root
  }

  /** Splits the nodes that gain, closes the others as leaves, and evaluates the children when they may split again. */
  #nextLevel(level: Open[], depth: number): Open[] {
    const { max_depth } = this.#parameters
    const partings = level.flatMap((open) =>
      open.split ? [{ open, split: open.split, ...this.#addChildren(open, open.split) }] : [],
    )
    for (const open of level) if (!open.split) this.#close(open)
    if (partings.length === 0) return []
    this.#team.run({
      do: 'part',
      partings: partings.map(({ open, split, left, right }) => ({
        node: open.node,
        left: left.node,
        right: right.node,
        feature: split.feature,
        lastLeftSlot: split.lastLeftSlot,
        defaultLeft: split.defaultLeft,
      })),
    })
    const children = partings.flatMap(({ left, right }) => [left, right])
    if (max_depth > 0 && depth >= max_depth) {
      for (const { open } of partings) this.#free(open)
      for (const child of children) this.#close(child)
      return []
    }
    if (children.length <= this.#frame.histogramSlots) this.#evaluateKeeping(partings, depth)
    else this.#evaluateInBatches(partings, children, depth)
    return children
  }

  /** The child with fewer rows by hessian is summed; its sibling is what remains of the parent's histogram. */
  #evaluateKeeping(partings: { open: Open; left: Open; right: Open }[], depth: number): void {
    const builds: { node: number; slot: number }[] = []
    for (const { open, left, right } of partings) {
      const [lesser, greater] = left.sums.hessian <= right.sums.hessian ? [left, right] : [right, left]
      greater.slot = open.slot ?? this.#freeSlots.pop()!
      lesser.slot = this.#freeSlots.pop()!
      builds.push({ node: lesser.node, slot: lesser.slot })
      if (open.slot === undefined) builds.push({ node: greater.node, slot: greater.slot })
    }
    this.#build(builds)
    const { histogramSize, histograms } = this.#frame
    for (const { open, left, right } of partings) {
      const [lesser, greater] = left.slot === open.slot ? [right, left] : [left, right]
      if (open.slot !== undefined) {
        subtractHistogram(histograms[0]!, greater.slot! * histogramSize, lesser.slot! * histogramSize, histogramSize)
      }
      open.slot = undefined
      left.split = this.#bestSplit(left, depth)
      right.split = this.#bestSplit(right, depth)
    }
  }

  /** A level with more nodes than histograms fit in memory: each is summed, evaluated and forgotten. */
  #evaluateInBatches(partings: { open: Open }[], children: Open[], depth: number): void {
    for (const { open } of partings) this.#free(open)
    const size = this.#frame.histogramSlots
    for (let from = 0; from < children.length; from += size) {
      const batch = children.slice(from, from + size)
      for (const child of batch) child.slot = this.#freeSlots.pop()!
      this.#build(batch.map((child) => ({ node: child.node, slot: child.slot! })))
      for (const child of batch) {
        child.split = this.#bestSplit(child, depth)
        this.#free(child)
      }
    }
  }

  #build(builds: { node: number; slot: number }[]): void {
    const { train, histograms, histogramSize } = this.#frame
    const features = this.#columns.tree.length < train.features ? this.#columns.tree : undefined
    this.#team.run({ do: 'build', output: this.#output, features, builds })
    for (const others of histograms.slice(1)) {
      for (const { slot } of builds) {
        addHistogram(histograms[0]!, slot * histogramSize, others, slot * histogramSize, histogramSize)
      }
    }
  }

  /** Every row falls into one slot of each feature, so any one feature's slots add up to the node's sums. */
  #sumsOfHistogram(slot: number): Sums {
    const { histograms, histogramSize, cuts } = this.#frame
    const feature = this.#columns.tree[0]!
    let gradient = 0
    let hessian = 0
    for (let s = cuts.slotStart[feature]!; s < cuts.slotStart[feature + 1]!; s++) {
      gradient += histograms[0]![slot * histogramSize + 2 * s]!
      hessian += histograms[0]![slot * histogramSize + 2 * s + 1]!
    }
    return { gradient: gradient / this.#scales.gradient, hessian: hessian / this.#scales.hessian }
  }

  #bestSplit(open: Open, depth: number): Split | undefined {
    const view = {
      sums: this.#frame.histograms[0]!,
      base: open.slot! * this.#frame.histogramSize,
      gradientUnit: 1 / this.#scales.gradient,
      hessianUnit: 1 / this.#scales.hessian,
    }
    const split = findSplit(view, open.sums, this.#columns.node(depth, open.node), this.#frame.cuts, this.#parameters)
    if (!split || split.gain <= LEAST_GAIN || split.gain < this.#parameters.gamma) return undefined
    return split
  }

  #addChildren(open: Open, split: Split): { left: Open; right: Open } {
    const tree = this.#tree
    const child = (sums: Sums): Open => ({
      node: addLeaf(tree, open.node, sums, this.#weight(sums)),
      sums,
      split: undefined,
      slot: undefined,
    })
    const left = child(split.left)
    const right = child(split.right)
    tree.left[open.node] = left.node
    tree.right[open.node] = right.node
    tree.feature[open.node] = split.feature
    tree.threshold[open.node] = split.threshold
    tree.defaultLeft[open.node] = split.defaultLeft
    tree.gain[open.node] = split.gain
    tree.weight[open.node] = Math.fround(leafWeight(open.sums.gradient, open.sums.hessian, this.#parameters))
    return { left, right }
  }

  #weight(sums: Sums): number {
    return Math.fround(
      Math.fround(leafWeight(sums.gradient, sums.hessian, this.#parameters)) * Math.fround(this.#parameters.eta),
    )
  }

  #close(open: Open): void {
    this.#leaves.push({ node: open.node, value: this.#tree.threshold[open.node]! })
    this.#free(open)
  }

  #free(open: Open): void {
    if (open.slot !== undefined) this.#freeSlots.push(open.slot)
    open.slot = undefined
  }
}
