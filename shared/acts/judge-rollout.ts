import { type Comparison, compareVariants } from '#shared/domain/compare-variants.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'
import { metricWindow } from '#shared/domain/metric-window.ts'
import { errorOfLook, isAnotherLook, type Looks } from '#shared/domain/rollout-looks.ts'
import { extentOf, type RolloutSettings } from '#shared/domain/rollout-settings.ts'
import { checkVariants, type Observed } from './check-variants.ts'
import { type CapturePlaces, observeCaptures } from './observe-captures.ts'
import { observeRequests } from './observe-requests.ts'

export interface JudgedEndpoint {
  endpointName: string
  /** Null without capture. */
  captures: CapturePlaces['captures'] | null
  truth: string
  metric: string
  threshold: number
}

/** Compares the variants on what they served at the present step, and tells how many looks that makes. */
export async function judgeRollout(
  { stepSince, looks = { made: 0, requests: 0 } }: Pick<RolloutItem, 'stepSince' | 'looks'>,
  endpoint: JudgedEndpoint,
  settings: RolloutSettings,
  now: string,
): Promise<{ comparison: Comparison; looks: Looks }> {
  const window = metricWindow(stepSince, now)
  const { minimumRequests, confidence, limits } = settings
  if (!window) {
    const reason = 'its first minute is not measured yet'
    return { comparison: { verdict: 'hold', reason, requests: 0, checks: [] }, looks }
  }
  const served = await observeRequests(endpoint.endpointName, window, limits)
  const { requests } = served.challenger
  const observed: Observed = {
    ...served,
    metric: endpoint.metric,
    ...(await captured(endpoint, settings, window.from, now)),
  }
  const mayFail = isAnotherLook(looks, requests)
  const made = looks.made + 1
  const checks = checkVariants(observed, limits, {
    lower: errorOfLook(made, extentOf(settings)),
    upper: 1 - confidence,
  })
  const comparison = compareVariants({ requests, checks }, { minimumRequests, mayFail })
  return { comparison, looks: mayFail ? { made, requests } : looks }
}

async function captured(
  { captures, endpointName, truth, metric, threshold }: JudgedEndpoint,
  { limits }: RolloutSettings,
  since: string,
  now: string,
): Promise<Pick<Observed, 'predictions' | 'truth'>> {
  if (captures === null || (limits.predictions === null && limits.quality === null)) return {}
  const places = { captures, endpointName, truth: limits.quality === null ? null : truth }
  return observeCaptures(places, { metric, threshold }, since, now)
}
