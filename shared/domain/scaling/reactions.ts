import type { Candidate } from './candidate.ts'
import type { FleetPolicy, Instance, StepRule } from './fleet-policy.ts'

/** What a candidate does about load that its floors do not foresee. */
export function reactions(candidate: Candidate, { perMinute }: Instance): Pick<FleetPolicy, 'targets' | 'steps'> {
  const { load, scaleInCooldown, stepAt, stepPercent, inAt, inAfter } = candidate
  const metric = 'invocationsPerInstance' as const
  const steps: StepRule[] = []
  if (stepAt > 0) {
    steps.push({
      ...{ metric, threshold: stepAt * perMinute, direction: 'above', minutes: 1, adjust: 'percent', cooldown: 5 },
      steps: [
        { from: 0, change: stepPercent },
        { from: perMinute / 2, change: 2 * stepPercent },
      ],
    })
  }
  if (inAt > 0) {
    steps.push({
      ...{ metric, threshold: inAt * perMinute, direction: 'below', minutes: inAfter, adjust: 'percent' },
      ...{ steps: [{ from: 0, change: -10 }], cooldown: scaleInCooldown },
    })
  }
  return { targets: [{ metric, value: load * perMinute, scaleInCooldown, scaleIn: inAt === 0 }], steps }
}
