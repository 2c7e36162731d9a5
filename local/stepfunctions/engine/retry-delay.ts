import type { Retrier } from '../definition/states.ts'

/**
 * Milliseconds until the retry after `attempts` earlier ones of this retrier:
 * min(IntervalSeconds * BackoffRate ^ attempts, MaxDelaySeconds); full jitter draws from zero up to that.
 * Undefined when the retrier is used up.
 */
export function retryDelay(retrier: Retrier, attempts: number, random: () => number = Math.random): number | undefined {
  if (attempts >= retrier.maxAttempts) return undefined
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** attempts, retrier.maxDelaySeconds)
  return Math.round(seconds * 1000 * (retrier.jitter ? random() : 1))
}
