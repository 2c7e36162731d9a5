import type { FleetPolicy, Instance } from './fleet-policy.ts'
import { oracle } from './oracle.ts'
import { policyOfScale, type Scale } from './policy-of-scale.ts'
import { scaleOfSuggestion } from './scale-of-suggestion.ts'
import { type Served, simulateFleet } from './simulate-fleet.ts'
import { suggestPolicy } from './suggest-policy.ts'
import { type Demand, peakOf, splitDemand } from './trace.ts'

export interface Compared extends Served {
  name: string
  /** Instance-hours, as a multiple of the oracle's. */
  hoursVsOracle: number
}

export interface Comparison {
  policies: Compared[]
  /** What the policies were judged on. */
  judged: Demand
  oracle: { instanceHours: number; capacity: Int32Array }
  suggestion?: Scale
  /** Minutes of traffic that were simulated in all. */
  minutes: number
}

export interface Question {
  demand: Demand
  instance: Instance
  /** The manifest's own; without one its fleet has `count` instances. */
  scale?: Scale | undefined
  count: number
  timezone: string
  suggest: boolean
  /** The fraction of requests beyond capacity that a suggestion may cause; half of what target tracking causes when not given. */
  allowed?: number | undefined
}

/** What is learnt from; the rest judges. */
const tunedOn = 0.7
/** AWS's advice: a target of this fraction of what an instance can take. */
const advisedLoad = 0.7

/** The manifest's policies beside plain target tracking, a fixed fleet at the peak, and a suggestion when asked for one. */
export function comparePolicies(question: Question): Comparison {
  const { demand, instance, scale, suggest } = question
  const [past, future] = suggest ? splitDemand(demand, tunedOn) : [demand, demand]
  const min = scale?.min ?? 1
  const peak = Math.max(1, Math.ceil(peakOf(demand) / instance.perMinute - 1e-9))
  const max = Math.max(scale?.max ?? 1, Math.ceil(peak / advisedLoad))
  const tracking: FleetPolicy = {
    ...{ name: 'target tracking at 70 %', min, max, steps: [], changes: [] },
    targets: [
      {
        ...{ metric: 'invocationsPerInstance', value: advisedLoad * instance.perMinute },
        ...{ scaleInCooldown: 5, scaleIn: true },
      },
    ],
  }
  const policies = [
    scale ? policyOfScale('manifest', scale, future) : fixed('manifest', question.count),
    tracking,
    fixed('fixed at peak', peak),
  ]
  let suggestion: Scale | undefined
  let minutes = 0
  if (suggest) {
    const setting = { instance, min, max, timezone: question.timezone }
    const yardstick = simulateFleet(past.perMinute, tracking, instance)
    const found = suggestPolicy(past, setting, yardstick, question.allowed)
    suggestion = scaleOfSuggestion(found, setting)
    minutes = found.rehearsal.minutes + past.perMinute.length
    policies.push(policyOfScale('suggested', suggestion, future))
  }
  const best = oracle(future.perMinute, instance, min)
  return {
    policies: policies.map((policy) => {
      const served = simulateFleet(future.perMinute, policy, instance)
      return { name: policy.name, ...served, hoursVsOracle: served.instanceHours / best.instanceHours }
    }),
    judged: future,
    oracle: best,
    ...(suggestion && { suggestion }),
    minutes: minutes + policies.length * future.perMinute.length,
  }
}

function fixed(name: string, count: number): FleetPolicy {
  return { name, min: count, max: count, targets: [], steps: [], changes: [] }
}
