import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import type { SimulatedMetric } from './fleet-policy.ts'

type Steps = NonNullable<Manifest['scale']>['steps']

/** Steps of one metric and direction: one policy, and the one alarm that calls it. */
export interface StepPolicy {
  metric: SimulatedMetric
  direction: 'above' | 'below'
  threshold: number
  minutes: number
  /** In seconds. */
  cooldown: number
  adjust: 'instances' | 'percent' | 'exact'
  /** Offsets from the threshold, away from it and ascending. */
  steps: { from: number; change: number }[]
}

/** Gathers the steps of a manifest into policies; the alarm's threshold is the mildest step's. */
export function stepPolicies(steps: Steps): StepPolicy[] {
  const gathered = Map.groupBy(steps, ({ metric, above }) => `${metric} ${above === undefined ? 'below' : 'above'}`)
  return [...gathered.values()].map((alike) => {
    const { metric, above, add, percent, minutes, cooldown } = alike[0]!
    const direction = above === undefined ? 'below' : 'above'
    const bounds = alike.map((step) => step[direction]!)
    const threshold = direction === 'above' ? Math.min(...bounds) : Math.max(...bounds)
    return {
      metric,
      direction,
      threshold,
      minutes,
      cooldown: durationSeconds(cooldown),
      adjust: add !== undefined ? 'instances' : percent !== undefined ? 'percent' : 'exact',
      steps: alike
        .map((step) => {
          return { from: Math.abs(step[direction]! - threshold), change: step.add ?? step.percent ?? step.exact ?? 0 }
        })
        .sort((left, right) => left.from - right.from),
    }
  })
}
