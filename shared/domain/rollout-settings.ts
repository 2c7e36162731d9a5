import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

/** What a judged rollout goes by, as its machine hands it from state to state. */
export interface RolloutSettings {
  weights: number[]
  /** Null when there is no shadow step. */
  shadowSeconds: number | null
  intervalSeconds: number
  minimumRequests: number
  confidence: number
  failedChecks: number
  holdSeconds: number
  limits: { errorRate: number; p50: number; p99: number; predictions: number; quality: number | null }
  gate: 'auto' | 'manual'
  /** The metric by which quality is compared. */
  metric: string
  threshold: number
}

export function rolloutSettings({ deploy, evaluate }: Pick<Manifest, 'deploy' | 'evaluate'>): RolloutSettings {
  const { judged } = deploy.rollout
  if (!judged) throw new RangeError('the manifest asks for no judged rollout')
  const { weights, shadow, interval, minimumRequests, confidence, failedChecks, holdAtMost, limits, gate } = judged
  return {
    weights,
    shadowSeconds: shadow === undefined ? null : durationSeconds(shadow),
    intervalSeconds: durationSeconds(interval),
    minimumRequests,
    confidence,
    failedChecks,
    holdSeconds: durationSeconds(holdAtMost),
    limits: { ...limits, quality: limits.quality ?? null },
    gate,
    metric: evaluate.metrics[0]!.name,
    threshold: evaluate.threshold,
  }
}
