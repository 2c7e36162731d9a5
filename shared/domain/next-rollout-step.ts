import type { Comparison } from './compare-variants.ts'
import type { RolloutItem } from './ledger-items.ts'
import type { RolloutSettings } from './rollout-settings.ts'

/** Metrics of a minute are whole only after so long; holding counts from then on. */
export const settlingSeconds = 120
/** A gate that nobody opens keeps two fleets running no longer than this. */
export const longestGateSeconds = 7 * 86_400

/** What takes a challenger back. */
export type BackFor = 'worse' | 'asked' | 'superseded' | 'vetoed by a hook' | 'held too long' | 'endpoint lost'

export type NextStep =
  | { do: 'shadow' | 'hold' | 'await-gate' | 'finish'; reason: string }
  | { do: 'roll-back'; because: BackFor; reason: string }
  | { do: 'shift'; weight: number; step: number; reason: string }

/** Why a hook, or a person behind it, says no. */
export interface Veto {
  hook: string
  reason: string
}

export type RolloutStatus = Pick<
  RolloutItem,
  'phase' | 'step' | 'failedChecks' | 'stepSince' | 'asked' | 'gateSince' | 'because' | 'reason'
>

type Settings = Pick<RolloutSettings, 'weights' | 'shadowSeconds' | 'failedChecks' | 'holdSeconds' | 'gate'>

/**
 * What a judged rollout does next. An endpoint that does not serve both any more ends it; then somebody's wish to go back
 * comes first, then a veto, then the verdict. It goes up weight by weight and back to nothing at once; a step that stays
 * inconclusive, and a gate that stays shut, end too.
 */
export function nextRolloutStep(
  status: RolloutStatus,
  seen: { comparison?: Comparison; vetoes: Veto[]; lost?: string },
  settings: Settings,
  now: string,
): NextStep {
  const { phase, asked } = status
  if (phase === 'rolling-back') return back(status.because ?? 'asked', status.reason ?? 'it is being rolled back')
  if (seen.lost !== undefined) return back('endpoint lost', seen.lost)
  if (asked?.what === 'roll-back') return back('asked', `${asked.by} asked for it: ${asked.reason}`)
  if (asked?.what === 'supersede') return back('superseded', `superseded by a newer run: ${asked.reason}`)
  const [veto] = seen.vetoes
  if (veto) return back('vetoed by a hook', `${veto.hook} vetoed: ${veto.reason}`)
  if (phase === 'finishing') return { do: 'finish', reason: status.reason ?? 'every step was passed' }
  if (phase === 'starting') return begin(settings)
  if (phase !== 'shadow' && phase !== 'shifting') throw new RangeError(`a rollout that is ${phase} takes no step`)
  const { comparison } = seen
  if (!comparison) return held(status, 'nothing was compared', settings, now)
  if (comparison.verdict === 'fail') {
    const failed = status.failedChecks + 1
    if (failed > settings.failedChecks) return back('worse', comparison.reason)
    const budget = `failed check ${failed} of ${settings.failedChecks} that may fail`
    return held(status, `${budget}: ${comparison.reason}`, settings, now)
  }
  if (comparison.verdict === 'hold') return held(status, comparison.reason, settings, now)
  return advance(status, comparison.reason, settings, now)
}

function begin({ shadowSeconds, weights }: Settings): NextStep {
  if (shadowSeconds !== null) return { do: 'shadow', reason: `requests are mirrored for ${shadowSeconds} s` }
  return { do: 'shift', weight: weights[0]!, step: 0, reason: 'it begins' }
}

function advance(status: RolloutStatus, reason: string, settings: Settings, now: string): NextStep {
  const { weights, shadowSeconds, gate } = settings
  if (status.phase === 'shadow') {
    const left = (shadowSeconds ?? 0) - since(status.stepSince, now)
    if (left > 0)
      return { do: 'hold', reason: `requests are mirrored for another ${Math.ceil(left)} s; so far ${reason}` }
    return { do: 'shift', weight: weights[0]!, step: 0, reason }
  }
  const step = status.step + 1
  const weight = weights[step]
  if (weight !== undefined) return { do: 'shift', weight, step, reason }
  if (gate === 'auto') return { do: 'finish', reason }
  const { asked } = status
  if (asked?.what === 'promote')
    return { do: 'finish', reason: `${asked.by} opened the gate: ${asked.reason}; ${reason}` }
  return atGate(status, `waits for a person; so far ${reason}`, now)
}

function held(status: RolloutStatus, reason: string, settings: Settings, now: string): NextStep {
  if (status.gateSince) return atGate(status, reason, now)
  const shadow = status.phase === 'shadow' ? (settings.shadowSeconds ?? 0) : 0
  const limit = settings.holdSeconds + settlingSeconds + shadow
  if (since(status.stepSince, now) < limit) return { do: 'hold', reason }
  return back('held too long', `inconclusive for ${settings.holdSeconds} s at this step: ${reason}`)
}

function atGate({ gateSince }: RolloutStatus, reason: string, now: string): NextStep {
  if (!gateSince) return { do: 'await-gate', reason }
  if (since(gateSince, now) < longestGateSeconds) return { do: 'hold', reason: `at the gate: ${reason}` }
  return back('held too long', `nobody opened the gate within ${longestGateSeconds / 86_400} days`)
}

const back = (because: BackFor, reason: string): NextStep => ({ do: 'roll-back', because, reason })

const since = (start: string, now: string) => (Date.parse(now) - Date.parse(start)) / 1000

/** What the step changes of the rollout's item. A new weight begins a new count of looks. */
export function changeOf(
  next: NextStep,
  status: RolloutStatus,
  verdict: Comparison['verdict'] | undefined,
  now: string,
) {
  const failedChecks = status.failedChecks + (verdict === 'fail' ? 1 : 0)
  const fresh = { failedChecks, stepSince: now, looks: { made: 0, requests: 0 } }
  if (next.do === 'shadow') return { ...fresh, phase: 'shadow' as const, weight: 0 }
  if (next.do === 'shift') return { ...fresh, phase: 'shifting' as const, weight: next.weight, step: next.step }
  if (next.do === 'finish') return { failedChecks, phase: 'finishing' as const, weight: 100, reason: next.reason }
  if (next.do === 'roll-back') {
    const { because, reason } = next
    return { failedChecks, phase: 'rolling-back' as const, weight: 0, because, reason }
  }
  if (next.do === 'await-gate') return { failedChecks, gateSince: now }
  return { failedChecks }
}
