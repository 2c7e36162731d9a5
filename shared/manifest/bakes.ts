import { durationSeconds } from './duration.ts'
import type { Manifest } from './manifest.ts'

type Rollout = Manifest['deploy']['rollout']

/** Per cent of the capacity that a step moves when the manifest says nothing. */
const usualStep = { 'all-at-once': 100, canary: 10, linear: 25, rolling: 25, judged: 100 }
const usualBake = '5m'

/** How a rollout by the guardrails goes: per cent a step, seconds that each is watched, and how long that is in all. */
export function bakesOf({ type, step, bake }: Pick<Rollout, 'type' | 'step' | 'bake'>): {
  step: number
  bakeSeconds: number
  totalSeconds: number
} {
  const percent = step ?? usualStep[type]
  const stepwise = type !== 'all-at-once' && type !== 'judged'
  const bakeSeconds = durationSeconds(bake ?? (stepwise ? usualBake : '0s'))
  // Each step is watched, the last one too; a canary has two.
  const steps = type === 'canary' ? 2 : Math.ceil(100 / percent)
  // With all moved one step at a time, linear keeps the old fleet for one more bake.
  const bakes = type === 'linear' ? steps + 1 : steps
  return { step: percent, bakeSeconds, totalSeconds: bakes * bakeSeconds }
}
