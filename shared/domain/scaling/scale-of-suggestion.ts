import { floorSchedules } from './floor-schedules.ts'
import type { Scale } from './policy-of-scale.ts'
import { leadOf, type Setting } from './rehearse.ts'
import type { Suggestion } from './suggest-policy.ts'

/** A suggestion as the scale section that a manifest would say it with. */
export function scaleOfSuggestion({ candidate, rehearsal }: Suggestion, { instance, max, timezone }: Setting): Scale {
  const { load, scaleInCooldown, stepAt, stepPercent, inAt, inAfter } = candidate
  const floors = rehearsal.floors(candidate)
  const metric = 'invocationsPerInstance' as const
  const rounded = (value: number) => Number(value.toPrecision(4))
  const step = (at: number, percent: number) => {
    return { metric, above: rounded(at * instance.perMinute), percent, minutes: 1, cooldown: '5m' }
  }
  return {
    min: Math.min(...floors),
    max,
    target: {
      ...{ metric, value: rounded(load * instance.perMinute), utilization: 70, scaleIn: inAt === 0 },
      ...{ scaleInCooldown: `${scaleInCooldown}m`, scaleOutCooldown: '1m' },
    },
    steps: [
      ...(stepAt === 0 ? [] : [step(stepAt, stepPercent), step(stepAt + 0.5, 2 * stepPercent)]),
      ...(inAt === 0
        ? []
        : [
            {
              metric,
              below: rounded(inAt * instance.perMinute),
              percent: -10,
              minutes: inAfter,
              cooldown: `${scaleInCooldown}m`,
            },
          ]),
    ],
    schedules: floorSchedules(floors, max, timezone, leadOf(instance)),
  }
}
