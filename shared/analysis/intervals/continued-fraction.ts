const TINY = 1e-300
const EXACT = 1e-15
const MOST_TERMS = 100_000

/** b₀ + a₁/(b₁ + a₂/(b₂ + …)), by Lentz's algorithm as Thompson and Barnett (1986) keep it from dividing by zero. */
export function continuedFraction(first: number, term: (n: number) => { a: number; b: number }): number {
  let value = first || TINY
  let c = value
  let d = 0
  for (let n = 1; n < MOST_TERMS; n++) {
    const { a, b } = term(n)
    d = 1 / (b + a * d || TINY)
    c = b + a / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) < EXACT) return value
  }
  return value
}
