const MOST_HALVINGS = 200
/** Of the value: more digits than anybody reads. */
const PRECISION = 1e-11

/** Where a rising function crosses zero between `low` and `high`. */
export function bisect(low: number, high: number, rising: (x: number) => number): number {
  let [from, to] = [low, high]
  for (let n = 0; n < MOST_HALVINGS; n++) {
    const middle = (from + to) / 2
    if (to - from <= PRECISION * middle) break
    if (rising(middle) < 0) from = middle
    else to = middle
  }
  return (from + to) / 2
}
