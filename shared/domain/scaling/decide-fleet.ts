import { type Alarm, TargetAlarms } from './alarm-run.ts'
import type { Fleet } from './fleet.ts'
import type { FleetPolicy, Instance, TrackedTarget } from './fleet-policy.ts'
import { type Minute, simulatedMetric } from './simulated-metric.ts'
import { StepAlarm } from './step-alarm.ts'

interface Tracked extends TrackedTarget {
  alarms: TargetAlarms
}

/**
 * What the policies of a fleet make of each minute. Out goes the one that asks for most; in goes the fleet when every
 * target that may take away agrees. Out never waits for a rest: what the last one added counts towards what is wanted.
 */
export class FleetDecisions {
  readonly #instance: Instance
  readonly #targets: Tracked[]
  readonly #steps: StepAlarm[]
  #noLessBefore = 0

  constructor(policy: FleetPolicy, instance: Instance) {
    this.#instance = instance
    this.#targets = policy.targets.map((target) => ({ ...target, alarms: new TargetAlarms(target.value) }))
    this.#steps = policy.steps.map((step) => new StepAlarm(step))
  }

  /** The fleet wanted after a minute; undefined for the one there is. */
  after(seen: Minute, minute: number, fleet: Fleet): number | undefined {
    let most = 0
    let least = 0
    let agreed = 0
    let voters = 0
    let rest = 0
    for (const target of this.#targets) {
      const value = simulatedMetric(target.metric, seen, this.#instance)
      const alarm: Alarm = target.alarms.see(value)
      if (target.scaleIn) voters += 1
      if (alarm === undefined) continue
      // The fleet at which this minute's load would have met the target.
      const wanted = Math.ceil((seen.instances * value!) / target.value - 1e-9)
      if (alarm === 'out') most = Math.max(most, wanted)
      else if (target.scaleIn) {
        agreed += 1
        least = Math.max(least, wanted)
        rest = Math.max(rest, target.scaleInCooldown)
      }
    }
    let fewer = voters > 0 && agreed === voters ? least : undefined
    for (const step of this.#steps) {
      const wanted = step.see(simulatedMetric(step.rule.metric, seen, this.#instance), fleet.asked, minute)
      if (wanted === undefined) continue
      if (wanted > fleet.asked) most = Math.max(most, wanted)
      else if (agreed === voters) {
        fewer = Math.min(fewer ?? wanted, wanted)
        rest = Math.max(rest, step.rule.cooldown)
      }
    }
    if (most > 0) {
      if (most <= fleet.asked) return undefined
      // A scale-out cuts the rest after taking away short.
      this.#noLessBefore = 0
      return most
    }
    if (fewer === undefined || fewer >= fleet.asked || !fleet.settled || minute < this.#noLessBefore) return undefined
    this.#noLessBefore = minute + rest
    return fewer
  }
}
