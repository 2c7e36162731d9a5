/** Values are counted by how many cuts they lie beyond: above one, or at it too. */
export interface Cut {
  at: number
  orAt: boolean
}

/**
 * Cuts that part the reference into `parts` of about one size. A value that fills more than a part by itself, such as a
 * class, gets a part of its own.
 */
export function cutsOf(reference: Float64Array, parts: number): Cut[] {
  const sorted = reference.toSorted()
  const quantiles = Array.from({ length: parts - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / parts)]!)
  const isAtom = (value: number) => sorted.length > 1 && quantiles.filter((other) => other === value).length > 1
  return [...new Set(quantiles)].flatMap((at) => [...(isAtom(at) ? [{ at, orAt: true }] : []), { at, orAt: false }])
}

/** How many values lie in each part. */
export function countsIn(values: Float64Array, cuts: Cut[]): number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0)
  for (const value of values) {
    let part = 0
    while (part < cuts.length && (value > cuts[part]!.at || (cuts[part]!.orAt && value === cuts[part]!.at))) part++
    counts[part]!++
  }
  return counts
}
