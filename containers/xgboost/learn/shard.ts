import { binRows } from '../data/bin-rows.ts'
import { addRows, addRowsOfFeatures } from '../trees/histogram.ts'
import { leftSlots, partitionRows } from '../trees/partition.ts'
import type { Tree } from '../trees/tree.ts'
import { blockSums } from './block-metrics.ts'
import { blockRange, type Frame, type ScoredRows } from './frame.ts'
import { computeGradients, type GradientTask } from './gradients.ts'
import { transformMargins } from './objective.ts'
import type { MetricName } from './parameters.ts'

/** A node of the tree being grown whose rows part into two children. */
export interface Parting {
  node: number
  left: number
  right: number
  feature: number
  lastLeftSlot: number
  defaultLeft: boolean
}

/** What all threads do at once, each on its own rows. */
export type Task =
  | { do: 'bin' }
  | { do: 'transform' }
  | { do: 'gradients'; task: GradientTask }
  | { do: 'largest gradient' }
  | { do: 'start tree' }
  | { do: 'part'; partings: Parting[] }
  | { do: 'build'; output: number; features: Int32Array | undefined; builds: { node: number; slot: number }[] }
  | { do: 'add leaves'; output: number; leaves: { node: number; value: number }[]; tree: Tree }
  | { do: 'measure'; metric: MetricName; of: 'train' | 'validation' }

/** One thread's rows, and where the nodes of the tree being grown keep them. */
export class Shard {
  readonly #frame: Frame
  readonly #part: number
  readonly #begin: number
  readonly #end: number
  readonly #validation: [number, number]
  readonly #order: Uint32Array
  readonly #spare: Uint32Array
  /** Node → its rows in #order. */
  #segments: ([number, number] | undefined)[] = []

  constructor(frame: Frame, part: number, parts: number) {
    this.#frame = frame
    this.#part = part
    ;[this.#begin, this.#end] = blockRange(frame.train.rows, part, parts)
    this.#validation = blockRange(frame.validation?.rows ?? 0, part, parts)
    this.#order = new Uint32Array(this.#end - this.#begin)
    this.#spare = new Uint32Array(this.#end - this.#begin)
  }

  run(task: Task): number[] {
    switch (task.do) {
      case 'bin':
        binRows(this.#frame.train.values, this.#frame.bins, this.#frame.cuts, this.#begin, this.#end)
        return []
      case 'transform':
        this.#transform(this.#frame.train, this.#begin, this.#end)
        if (this.#frame.validation) this.#transform(this.#frame.validation, ...this.#validation)
        return []
      case 'gradients':
        computeGradients(
          task.task,
          this.#frame.train.predictions,
          this.#frame.train.labels,
          this.#frame.gradients,
          this.#begin,
          this.#end,
        )
        return []
      case 'largest gradient':
        return [this.#largestDifference()]
      case 'start tree':
        this.#startTree()
        return []
      case 'part':
        for (const parting of task.partings) this.#partRows(parting)
        return []
      case 'build':
        for (const { node, slot } of task.builds) this.#build(node, slot, task.output, task.features)
        return []
      case 'add leaves':
        this.#addLeaves(task.output, task.leaves)
        this.#addToValidation(task.output, task.tree)
        return []
      case 'measure':
        return this.#measure(task.metric, task.of)
    }
  }

  #transform(data: ScoredRows, begin: number, end: number): void {
    const { family, outputs } = this.#frame
    transformMargins(family, data.margins, data.predictions, begin, end, outputs)
  }

  #largestDifference(): number {
    const { predictions, labels } = this.#frame.train
    let largest = 0
    for (let row = this.#begin; row < this.#end; row++) {
      const difference = Math.abs(predictions[row]! - labels[row]!)
      if (difference > largest) largest = difference
    }
    return largest
  }

  #startTree(): void {
    const order = this.#order
    for (let i = 0, row = this.#begin; i < order.length; i++, row++) order[i] = row
    this.#segments = [[0, order.length]]
  }

  #partRows({ node, left, right, feature, lastLeftSlot, defaultLeft }: Parting): void {
    const { bins, cuts, train } = this.#frame
    const [begin, end] = this.#segments[node]!
    const slotStart = cuts.slotStart[feature]!
    const table = leftSlots(cuts.slotStart[feature + 1]! - slotStart, lastLeftSlot - slotStart, defaultLeft)
    const middle = partitionRows(this.#order, this.#spare, begin, end, bins, train.features, feature, slotStart, table)
    this.#segments[left] = [begin, middle]
    this.#segments[right] = [middle, end]
    this.#segments[node] = undefined
  }

  #build(node: number, slot: number, output: number, chosen: Int32Array | undefined): void {
    const { bins, train, histogramSize, gradients } = this.#frame
    const sums = this.#frame.histograms[this.#part]!
    const [begin, end] = this.#segments[node]!
    const base = slot * histogramSize
    sums.fill(0, base, base + histogramSize)
    const own = gradients.subarray(output * 2 * train.rows, (output + 1) * 2 * train.rows)
    if (chosen) addRowsOfFeatures(sums, base, this.#order, begin, end, bins, train.features, own, chosen)
    else addRows(sums, base, this.#order, begin, end, bins, train.features, own)
  }

  #addLeaves(output: number, leaves: { node: number; value: number }[]): void {
    const { outputs, train } = this.#frame
    const order = this.#order
    for (const { node, value } of leaves) {
      const [begin, end] = this.#segments[node]!
      for (let i = begin; i < end; i++) train.margins[order[i]! * outputs + output]! += value
    }
  }

  #addToValidation(output: number, tree: Tree): void {
    const { outputs, validation } = this.#frame
    if (!validation) return
    const left = Int32Array.from(tree.left)
    const right = Int32Array.from(tree.right)
    const feature = Int32Array.from(tree.feature)
    const threshold = Float32Array.from(tree.threshold)
    const missing = Int32Array.from(tree.defaultLeft, (isLeft, node) => (isLeft ? tree.left[node]! : tree.right[node]!))
    const { values, features, margins } = validation
    for (let row = this.#validation[0]; row < this.#validation[1]; row++) {
      let node = 0
      while (left[node]! >= 0) {
        const value = values[row * features + feature[node]!]!
        node = value < threshold[node]! ? left[node]! : Number.isNaN(value) ? missing[node]! : right[node]!
      }
      margins[row * outputs + output]! += threshold[node]!
    }
  }

  #measure(metric: MetricName, of: 'train' | 'validation'): number[] {
    const { train, validation, outputs } = this.#frame
    if (of === 'train') return blockSums(metric, train, outputs, this.#begin, this.#end)
    return validation ? blockSums(metric, validation, outputs, ...this.#validation) : []
  }
}
