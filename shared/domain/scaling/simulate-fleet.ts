import { FleetDecisions } from './decide-fleet.ts'
import { Fleet } from './fleet.ts'
import type { FleetPolicy, Instance } from './fleet-policy.ts'

export interface Served {
  /** Of all requests, the fraction beyond what the instances in service could take. */
  requestsOver: number
  instanceHours: number
  /** Instances in service, minute by minute. */
  capacity: Int32Array
  /** Requests beyond capacity, minute by minute. */
  over: Float64Array
}

/**
 * Runs a policy over a demand in requests a minute, by the rules of Application Auto Scaling on SageMaker. Scheduled
 * actions replace the bounds, ignore cooldowns, and move the capacity only when it lies outside of them. A minute's
 * metric is known when the minute is over. An instance is paid for from the asking and serves `startMinutes` later; what
 * runs when the trace begins is in service.
 */
export function simulateFleet(demand: Float64Array, policy: FleetPolicy, instance: Instance): Served {
  const first = demand.length > 0 ? Math.ceil(demand[0]! / (instance.perMinute * typicalLoad)) : 0
  const fleet = new Fleet(first, policy, instance.startMinutes)
  const decisions = new FleetDecisions(policy, instance)
  const { changes } = policy
  const capacity = new Int32Array(demand.length)
  const over = new Float64Array(demand.length)
  const seen = { demand: 0, instances: 0, backlog: 0 }
  let [paid, missed, total, backlog, change] = [0, 0, 0, 0, 0]
  for (let minute = 0; minute < demand.length; minute++) {
    fleet.arrive(minute)
    for (; change < changes.length && changes[change]!.minute <= minute; change++) {
      fleet.bound(changes[change]!.min, changes[change]!.max, minute)
    }
    const arrived = demand[minute]!
    const beyond = Math.max(0, arrived + backlog - fleet.running * instance.perMinute)
    if (instance.queues) backlog = beyond
    capacity[minute] = fleet.running
    over[minute] = Math.min(arrived, beyond)
    missed += over[minute]!
    total += arrived
    paid += fleet.asked
    seen.demand = arrived
    seen.instances = fleet.running
    seen.backlog = backlog
    const wanted = decisions.after(seen, minute, fleet)
    if (wanted !== undefined) fleet.moveTo(wanted, minute + 1)
  }
  return { requestsOver: total === 0 ? 0 : missed / total, instanceHours: paid / 60, capacity, over }
}

/** How loaded the instances are taken to be when a trace begins: as the recommended sizing has them. */
const typicalLoad = 0.7
