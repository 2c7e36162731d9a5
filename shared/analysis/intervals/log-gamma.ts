/** Terms of Stirling's series, B₂ₖ / (2k (2k − 1)) (DLMF 5.11.1). */
const TERMS = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188]
/** From here on the series is exact to fifteen digits. */
const LARGE = 12

/** ln Γ(x) for x > 0, by Stirling's series after as many steps of Γ(x) = Γ(x + 1) / x as it takes. */
export function logGamma(x: number): number {
  let steps = 0
  let at = x
  for (; at < LARGE; at++) steps += Math.log(at)
  const series = TERMS.reduce((sum, term, k) => sum + term / at ** (2 * k + 1), 0)
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - steps
}
