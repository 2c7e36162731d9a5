import type { Bins } from '../data/bin-rows.ts'

/**
 * Adds the rows `order[begin..end)` to the histogram at `base`. `gradients` holds fixed-point pairs (gradient,
 * hessian); whole numbers below 2^53 add up exactly in any order, so neither threads nor row order change a sum.
 */
export function addRows(
  sums: Float64Array,
  base: number,
  order: Uint32Array,
  begin: number,
  end: number,
  bins: Bins,
  features: number,
  gradients: Int32Array,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!
    const gradient = gradients[2 * row]!
    const hessian = gradients[2 * row + 1]!
    const last = (row + 1) * features
    for (let at = row * features; at < last; at++) {
      const slot = base + (bins[at]! << 1)
      sums[slot] = sums[slot]! + gradient
      sums[slot + 1] = sums[slot + 1]! + hessian
    }
  }
}

/** The same for a tree that sees only `chosen` features. */
export function addRowsOfFeatures(
  sums: Float64Array,
  base: number,
  order: Uint32Array,
  begin: number,
  end: number,
  bins: Bins,
  features: number,
  gradients: Int32Array,
  chosen: Int32Array,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!
    const gradient = gradients[2 * row]!
    const hessian = gradients[2 * row + 1]!
    const first = row * features
    for (let j = 0; j < chosen.length; j++) {
      const slot = base + (bins[first + chosen[j]!]! << 1)
      sums[slot] = sums[slot]! + gradient
      sums[slot + 1] = sums[slot + 1]! + hessian
    }
  }
}

/** to += from, over one histogram. */
export function addHistogram(
  to: Float64Array,
  toBase: number,
  from: Float64Array,
  fromBase: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) to[toBase + i] = to[toBase + i]! + from[fromBase + i]!
}

/** parent −= child leaves the sibling's histogram in the parent's place. */
export function subtractHistogram(sums: Float64Array, parentBase: number, childBase: number, size: number): void {
  for (let i = 0; i < size; i++) sums[parentBase + i] = sums[parentBase + i]! - sums[childBase + i]!
}
