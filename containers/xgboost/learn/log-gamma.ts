const G = 7
const TERMS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** The logarithm of the gamma function for `x` from 1 up, to 1e-13 (Lanczos 1964, the coefficients of Godfrey 2001). */
export function logGamma(x: number): number {
  const below = x - 1
  const sum = TERMS.slice(1).reduce((total, term, index) => total + term / (below + index + 1), TERMS[0]!)
  const shifted = below + G + 0.5
  return 0.5 * Math.log(2 * Math.PI) + (below + 0.5) * Math.log(shifted) - shifted + Math.log(sum)
}
