import { radixSort } from './radix-sort.ts'

/**
 * Where each feature is cut into bins. A value x lies in the first bin whose cut is greater than x, so that a split
 * at bin b is the test `x < cuts[b]`, as in XGBoost. `slots` counts a feature's bins and one more for missing values.
 */
export interface Cuts {
  values: Float32Array
  /** The cuts of feature f are values[cutStart[f] .. cutStart[f + 1]). */
  cutStart: Int32Array
  /** The histogram slots of feature f are slotStart[f] .. slotStart[f + 1]; the last one holds missing values. */
  slotStart: Int32Array
}

/** Cuts of one feature from its present values: every distinct value when there are few, else at even ranks. */
export function cutsOfFeature(present: Float32Array, maxBin: number): number[] {
  const sorted = radixSort(present)
  if (sorted.length === 0) return [1e-5]
  const distinct = distinctUpTo(sorted, maxBin)
  const inner = distinct ? distinct.slice(1) : atEvenRanks(sorted, maxBin)
  const last = sorted[sorted.length - 1]!
  return [...inner, Math.fround(last + (Math.abs(last) + 1e-5))]
}

function distinctUpTo(sorted: Float32Array, limit: number): number[] | undefined {
  const found: number[] = [sorted[0]!]
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) continue
    if (found.length === limit) return undefined
    found.push(sorted[i]!)
  }
  return found
}

function atEvenRanks(sorted: Float32Array, maxBin: number): number[] {
  const cuts: number[] = []
  let last = sorted[0]!
  for (let k = 1; k < maxBin; k++) {
    const value = sorted[Math.floor((k * sorted.length) / maxBin)]!
    if (value > last) {
      cuts.push(value)
      last = value
    }
  }
  return cuts
}

/** Cuts of all features; `values` holds rows × features, NaN = missing. */
export function quantileCuts(values: Float32Array, rows: number, features: number, maxBin: number): Cuts {
  const perFeature = Array.from({ length: features }, (_, feature) =>
    cutsOfFeature(presentValues(values, rows, features, feature), maxBin),
  )
  const cutStart = new Int32Array(features + 1)
  const slotStart = new Int32Array(features + 1)
  perFeature.forEach((cuts, feature) => {
    cutStart[feature + 1] = cutStart[feature]! + cuts.length
    slotStart[feature + 1] = slotStart[feature]! + cuts.length + 1
  })
  return { values: Float32Array.from(perFeature.flat()), cutStart, slotStart }
}

function presentValues(values: Float32Array, rows: number, features: number, feature: number): Float32Array {
  const column = new Float32Array(rows)
  let size = 0
  for (let row = 0, at = feature; row < rows; row++, at += features) {
    const value = values[at]!
    if (!Number.isNaN(value)) column[size++] = value
  }
  return column.subarray(0, size)
}
