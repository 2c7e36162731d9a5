import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FleetPolicy, Instance } from '#shared/domain/scaling/fleet-policy.ts'
import { oracle } from '#shared/domain/scaling/oracle.ts'
import { simulateFleet } from '#shared/domain/scaling/simulate-fleet.ts'

const instance = (startMinutes: number): Instance => ({ perMinute: 10, serviceTime: 1, startMinutes, queues: false })

/** The cheapest fleet by trying all: minutes paid for, by the count at the minute before. */
function cheapest(needs: number[], startMinutes: number): number {
  const most = Math.max(...needs)
  let costs = Array.from({ length: most + 1 }, () => 0)
  for (const need of needs) {
    costs = costs.map((_, count) =>
      count < need
        ? Number.POSITIVE_INFINITY
        : count + Math.min(...costs.map((cost, before) => cost + startMinutes * Math.max(0, count - before))),
    )
  }
  return Math.min(...costs)
}

const needs = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 24 })
const starts = fc.integer({ min: 0, max: 6 })

describe('the oracle', () => {
  test('is as cheap as the best of all fleets, found by trying them', () => {
    fc.assert(
      fc.property(needs, starts, (fleet, startMinutes) => {
        const demand = Float64Array.from(fleet, (count) => count * 10)
        const { instanceHours } = oracle(demand, instance(startMinutes))
        expect(instanceHours * 60).toBeCloseTo(cheapest(fleet, startMinutes), 9)
      }),
      { numRuns: 300 },
    )
  })

  test('is what its own capacity costs, and serves all', () => {
    fc.assert(
      fc.property(needs, starts, (fleet, startMinutes) => {
        const demand = Float64Array.from(fleet, (count) => count * 10)
        const { instanceHours, capacity } = oracle(demand, instance(startMinutes))
        let paid = 0
        capacity.forEach((count, minute) => {
          expect(count).toBeGreaterThanOrEqual(fleet[minute]!)
          paid += count + startMinutes * Math.max(0, count - (minute === 0 ? count : capacity[minute - 1]!))
        })
        expect(paid).toBeCloseTo(instanceHours * 60, 9)
      }),
    )
  })

  test('is never dearer than a policy that turned nobody away, nor than a fixed fleet at the peak', () => {
    const value = fc.double({ min: 2, max: 9, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 200 }),
        value,
        starts,
        (loads, target, startMinutes) => {
          const demand = Float64Array.from(loads)
          const tracked = {
            metric: 'invocationsPerInstance' as const,
            value: target,
            scaleInCooldown: 5,
            scaleIn: true,
          }
          const { instanceHours } = oracle(demand, instance(startMinutes))
          for (const targets of [[tracked], []]) {
            const min = targets.length > 0 ? 1 : 5
            const policy: FleetPolicy = { name: '', min, max: 50, targets, steps: [], changes: [] }
            const served = simulateFleet(demand, policy, instance(startMinutes))
            if (served.requestsOver === 0) expect(instanceHours).toBeLessThanOrEqual(served.instanceHours + 1e-9)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
