import { describe, expect, test } from 'vitest'
import type { FleetPolicy, Instance } from '#shared/domain/scaling/fleet-policy.ts'
import { policyOfScale } from '#shared/domain/scaling/policy-of-scale.ts'
import { simulateFleet } from '#shared/domain/scaling/simulate-fleet.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const instance: Instance = { perMinute: 100, serviceTime: 0.6, startMinutes: 4, queues: false }
const tracked = { metric: 'invocationsPerInstance' as const, value: 70, scaleInCooldown: 5, scaleIn: true }
const policy = (changes: Partial<FleetPolicy>): FleetPolicy => ({
  name: '',
  min: 1,
  max: 10,
  targets: [],
  steps: [],
  changes: [],
  ...changes,
})
const flat = (...parts: [minutes: number, perMinute: number][]) =>
  Float64Array.from(parts.flatMap(([minutes, perMinute]) => Array.from({ length: minutes }, () => perMinute)))
/** `count@minute` for each change of the instances in service. */
const moves = (capacity: Int32Array) =>
  [...capacity].flatMap((count, minute) => (count === capacity[minute - 1] ? [] : [`${count}@${minute}`])).join(' ')
const served = (demand: Float64Array, changes: Partial<FleetPolicy>, of: Partial<Instance> = {}) =>
  simulateFleet(demand, policy(changes), { ...instance, ...of })

describe('target tracking', () => {
  test('adds what the load needs after three minutes above, four minutes later', () => {
    // Minutes 10, 11 and 12 are above; at the end of the third five instances are asked for.
    expect(moves(served(flat([10, 60], [30, 350]), { targets: [tracked] }).capacity)).toBe('1@0 5@17')
  })

  test('leaves two minutes above alone', () => {
    expect(moves(served(flat([10, 60], [2, 350], [30, 60]), { targets: [tracked] }).capacity)).toBe('1@0')
  })

  test('takes away after fifteen minutes below nine tenths of the target', () => {
    expect(moves(served(flat([10, 280], [40, 60]), { targets: [tracked] }).capacity)).toBe('4@0 1@25')
    expect(moves(served(flat([10, 280], [40, 4 * 64]), { targets: [tracked] }).capacity)).toBe('4@0')
  })

  test('asks for more while the last instances start, and not twice for what is on its way', () => {
    const { capacity, instanceHours } = served(flat([10, 60], [2, 140], [28, 500]), { targets: [tracked] })
    expect(moves(capacity)).toBe('1@0 8@17')
    expect(instanceHours * 60).toBe(13 + 27 * 8)
  })

  test('stays within its bounds', () => {
    const { capacity, requestsOver } = served(flat([10, 60], [50, 900]), { targets: [tracked], max: 3 })
    expect(Math.max(...capacity)).toBe(3)
    expect(requestsOver).toBeGreaterThan(0.6)
  })

  test('takes away only when every target that may agrees, and adds for the one that wants most', () => {
    const busy = { ...tracked, metric: 'cpu' as const, value: 20 }
    expect(moves(served(flat([10, 280], [60, 60]), { targets: [tracked, { ...busy, scaleIn: true }] }).capacity)).toBe(
      '4@0 10@7 3@25',
    )
  })
})

describe('a step policy', () => {
  const step = {
    ...{
      metric: 'invocationsPerInstance' as const,
      threshold: 90,
      direction: 'above' as const,
      minutes: 1,
      adjust: 'instances' as const,
    },
    steps: [
      { from: 0, change: 1 },
      { from: 60, change: 3 },
    ],
    cooldown: 10,
  }
  test('acts by how far the alarm is passed', () => {
    expect(moves(served(flat([5, 60], [20, 95]), { steps: [step] }).capacity)).toBe('1@0 2@10')
    expect(moves(served(flat([5, 60], [20, 155]), { steps: [step] }).capacity)).toBe('1@0 4@10')
  })

  test('may ask for more while it rests, counting what it added', () => {
    expect(moves(served(flat([5, 60], [1, 95], [12, 155]), { steps: [step] }).capacity)).toBe('1@0 2@10 4@11')
  })
})

describe('scheduled actions', () => {
  const night = [
    { minute: 10, min: 4, max: 6 },
    { minute: 30, min: 1, max: 2 },
  ]
  test('move the capacity only when it is outside of the new bounds, and ignore cooldowns', () => {
    expect(moves(served(flat([50, 60]), { changes: night }).capacity)).toBe('1@0 4@14 2@30')
    expect(moves(served(flat([50, 180]), { changes: [{ minute: 10, min: 1, max: 9 }], min: 3 }).capacity)).toBe('3@0')
  })

  test('of business hours go with the clocks of their zone, over a change of clocks too', () => {
    const { scale } = manifestWith({
      scale: {
        max: 4,
        hours: { days: 'SUN-SAT', from: '09:00', to: '18:00', timezone: 'America/New_York', min: 2, max: 4 },
      },
    })
    // On 8 March 2026 clocks go forward there: 09:00 is 14:00 UTC the day before, 13:00 from then on.
    const { changes, min } = policyOfScale('', scale!, {
      start: Date.UTC(2026, 2, 7),
      perMinute: new Float64Array(2 * 1440),
    })
    expect(min).toBe(1)
    expect(changes.map(({ minute, min: least }) => `${least}@${minute / 60}`)).toEqual(['2@14', '1@23', '2@37', '1@46'])
  })

  test('of a holiday take the opening back', () => {
    const hours = { from: '09:00', to: '18:00', timezone: 'Asia/Manila', min: 3, max: 4, holidays: ['2026-12-25'] }
    const { scale } = manifestWith({ scale: { max: 4, hours } })
    const start = Date.UTC(2026, 11, 25)
    const policyThen = policyOfScale('', scale!, { start, perMinute: new Float64Array(1440) })
    expect(policyThen.changes.map(({ minute, min }) => `${min}@${minute}`)).toEqual(['3@60', '1@61', '1@600'])
  })
})

test('an asynchronous endpoint keeps what it cannot take, and works it off', () => {
  const backlog = { metric: 'backlogPerInstance' as const, value: 50, scaleInCooldown: 0, scaleIn: true }
  const { capacity, over } = served(flat([10, 300], [40, 0]), { targets: [backlog], max: 3 }, { queues: true })
  expect(Math.max(...capacity)).toBe(3)
  expect(over.findLastIndex((count) => count > 0)).toBeLessThan(12)
})
