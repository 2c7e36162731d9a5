import { settlingSeconds } from './next-rollout-step.ts'

/** Up to a day it is read by the minute, and beyond by five, so that one answer holds a week. */
const longestByMinute = 86_400

/**
 * Whole periods since a time, up to where CloudWatch has them whole; undefined as long as there is none. The first one
 * begins after the weight came into force, so that nothing of the step before is in it.
 */
export function metricWindow(
  since: string,
  now: string,
): { from: string; to: string; periodSeconds: number } | undefined {
  const [start, end] = [Date.parse(since) / 1000, Date.parse(now) / 1000 - settlingSeconds]
  const periodSeconds = end - start <= longestByMinute ? 60 : 300
  const from = Math.ceil(start / periodSeconds) * periodSeconds
  const to = Math.floor(end / periodSeconds) * periodSeconds
  if (to <= from) return undefined
  return { from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString(), periodSeconds }
}
