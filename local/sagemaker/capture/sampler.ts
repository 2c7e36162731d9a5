const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Chooses a share of requests, each by its turn in the golden ratio's sequence: near the share over any few requests,
 * without a period that the traffic could share, and the same in every run.
 */
export function sampler(percent: number): () => boolean {
  let at = 0
  return () => {
    at = (at + GOLDEN) % 1
    return at * 100 < percent
  }
}
