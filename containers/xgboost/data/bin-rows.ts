import type { Cuts } from './quantile-cuts.ts'

/** One histogram slot per cell, row after row. Slots count through all features, so no offset is added later. */
export type Bins = Uint16Array | Uint32Array

export function allocateBins(cells: number, cuts: Cuts): Bins {
  const slots = cuts.slotStart[cuts.slotStart.length - 1]!
  return slots <= 1 << 16
    ? new Uint16Array(new SharedArrayBuffer(cells * 2))
    : new Uint32Array(new SharedArrayBuffer(cells * 4))
}

/** Fills `bins` for the rows [begin, end). */
export function binRows(values: Float32Array, bins: Bins, cuts: Cuts, begin: number, end: number): void {
  const features = cuts.cutStart.length - 1
  for (let feature = 0; feature < features; feature++) {
    const slotStart = cuts.slotStart[feature]!
    const missingSlot = cuts.slotStart[feature + 1]! - 1
    const own = cuts.values.subarray(cuts.cutStart[feature], cuts.cutStart[feature + 1])
    for (let row = begin, at = begin * features + feature; row < end; row++, at += features) {
      const value = values[at]!
      bins[at] = Number.isNaN(value) ? missingSlot : slotStart + firstGreater(own, value)
    }
  }
}

function firstGreater(cuts: Float32Array, value: number): number {
  let low = 0
  let high = cuts.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cuts[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
