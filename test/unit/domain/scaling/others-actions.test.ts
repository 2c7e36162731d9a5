import { describe, expect, it, test } from 'vitest'
import { othersActions } from '#shared/domain/scaling/others-actions.ts'
import { leftToOthers, wantedByNow } from '#shared/domain/scaling/wanted-by-now.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { manifestWith } from '../../manifest/manifest-text.ts'
import { foreignAction, isOurs, now, planned, stateOf } from './scaling-states.ts'

const hour = 3_600_000
const hours = { from: '11:00', to: '18:00', timezone: 'UTC', min: 2, max: 4 }
const manifest = manifestWith({ scale: { max: 4, hours } })
const fair = foreignAction('fair', 'cron(30 11 * * ? *)')
const put = planned({ hours })

/** What there is with an action of somebody else's, which says at least 3 from 11:30 on; it is 12:00. */
function facts(bounds: [number, number], { madeAt = now - hour, actions = [fair] } = {}) {
  const [MinCapacity, MaxCapacity] = bounds
  const target = { ...put.target, MinCapacity, MaxCapacity }
  const times = Object.fromEntries([...put.actions, ...actions].map(({ name }) => [name, madeAt]))
  const there = { ...stateOf({ ...put, target, actions: [...put.actions, ...actions] }), madeAt: times }
  const found = { there, hold: undefined, isOurs, now }
  const plan = (at: number, made: Record<string, number>, others: ReturnType<typeof othersActions>) =>
    planScaling(manifest, { stage: 'dev', variant: 'main', now: at, madeAt: made, others })
  return { plan, there, madeAt: times, others: othersActions(found), now }
}
const wantedOf = (...given: Parameters<typeof facts>) => {
  const { MinCapacity, MaxCapacity } = wantedByNow(facts(...given))!.target
  return [MinCapacity, MaxCapacity]
}

describe('the bounds that are wanted beside actions of somebody else', () => {
  test.each<[string, number[], number[], Parameters<typeof facts>[1]?]>([
    ['are theirs since they fell due', [3, 4], [3, 4]],
    ['are theirs, too, where somebody changed them by hand', [1, 1], [3, 4]],
    ['are the manifest’s when the action was made since', [2, 4], [2, 4], { madeAt: now - 1 }],
    ['are still theirs when it had to be put again', [3, 4], [3, 4], { madeAt: now - 1 }],
    ['are the manifest’s once the action is gone', [3, 4], [2, 4], { actions: [] }],
  ])('%s', (_name, there, wanted, more) => {
    expect(wantedOf(there as [number, number], more)).toEqual(wanted)
  })

  it('are told of where they are not the manifest’s own', () => {
    expect(leftToOthers(facts([3, 4]))).toEqual({ bounds: '3 to 4', instead: '2 to 4', names: ['fair'] })
    expect(leftToOthers(facts([2, 4], { madeAt: now - 1 }))).toBeUndefined()
    // Somebody's hand is no action: it is mended, and nothing is left.
    expect(leftToOthers(facts([1, 1]))).toBeUndefined()
  })
})

describe('actions of somebody else', () => {
  const hold = (actions = [fair]) => {
    const state = { ...stateOf({ ...put, actions: [...put.actions, ...actions] }), madeAt: { fair: now - hour } }
    return { rollout: 'r', at: new Date(now - hour / 2).toISOString(), state, capacity: 1 }
  }
  it('are those that are there and those that are to be put back, as old as they were', () => {
    const found = othersActions({ there: undefined, hold: hold(), isOurs, now })
    expect(found.actions.map(({ name }) => name)).toEqual(['fair'])
    const there = { ...stateOf({ ...put, actions: [fair] }), madeAt: { fair: now } }
    expect(othersActions({ there, hold: hold(), isOurs, now }).madeAt['fair']).toBe(now - hour)
  })
  it('are none that are over and would not be put back', () => {
    const over = foreignAction('fair', 'at(2026-03-02T11:30:00)')
    expect(othersActions({ there: undefined, hold: hold([over]), isOurs, now }).actions).toEqual([])
  })
})
