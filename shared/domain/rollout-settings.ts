import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

/** What a judged rollout goes by. */
export interface RolloutSettings {
  weights: number[]
  /** Null when there is no shadow step. */
  shadowSeconds: number | null
  intervalSeconds: number
  minimumRequests: number
  confidence: number
  failedChecks: number
  holdSeconds: number
  /** Predictions and quality are null where they are not compared. */
  limits: { errorRate: number; p50: number; p99: number; predictions: number | null; quality: number | null }
  gate: 'auto' | 'manual'
}

/** `rollout.judged` of a manifest, and how quality is told: the first of its metrics. */
export type JudgedSection = NonNullable<Manifest['deploy']['rollout']['judged']> & {
  metric?: string
  threshold?: number
}

/** The settings in numbers; predictions are compared where they are captured. */
export function rolloutSettings(judged: JudgedSection, captures: boolean): RolloutSettings {
  const { weights, shadow, interval, minimumRequests, confidence, failedChecks, holdAtMost, limits, gate } = judged
  const { predictions, quality } = limits
  return {
    weights,
    shadowSeconds: shadow === undefined ? null : durationSeconds(shadow),
    intervalSeconds: durationSeconds(interval),
    minimumRequests,
    confidence,
    failedChecks,
    holdSeconds: durationSeconds(holdAtMost),
    limits: {
      ...limits,
      predictions: captures ? (predictions ?? null) : null,
      quality: captures && judged.metric ? (quality ?? null) : null,
    },
    gate,
  }
}

/** Among how many checks and steps the error is shared: all that the rollout may ever make. */
export function extentOf({ weights, shadowSeconds, limits, confidence }: RolloutSettings) {
  const optional = [limits.predictions, limits.quality].filter((limit) => limit !== null)
  return { confidence, steps: weights.length + (shadowSeconds === null ? 0 : 1), checks: 3 + optional.length }
}
