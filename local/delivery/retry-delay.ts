const LONGEST = 10 * 60_000

/** Milliseconds until the next try after `attempts` failed ones: doubling from a second, with jitter over its upper half. */
export function backoff(attempts: number): number {
  const ceiling = Math.min(LONGEST, 1000 * 2 ** (attempts - 1))
  return Math.round(ceiling * (0.5 + Math.random() / 2))
}
