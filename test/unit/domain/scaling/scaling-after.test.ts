import { describe, expect, it } from 'vitest'
import { scalingAfter } from '#shared/domain/scaling/scaling-after.ts'
import type { ScalingHold } from '#shared/domain/scaling/scaling-hold.ts'
import { allSuspended, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { active, foreignAction, foreignPolicy, isOurs, now, planned, stateOf, steps, target } from './scaling-states.ts'

const minute = 60_000
const holding = (changes: Partial<ScalingState> = {}, requests = planned({ target })): ScalingHold => ({
  rollout: 'r',
  at: new Date(now - 30 * minute).toISOString(),
  state: stateOf(requests, changes),
  capacity: 2,
})
const after = (how: 'deployed' | 'back' | 'sharing', hold?: ScalingHold, wanted = planned({ target, steps })) =>
  scalingAfter(how, { planned: how === 'deployed' ? wanted : undefined, hold, isOurs, now })
const names = (list: { name: string }[]) => list.map(({ name }) => name.replace('trimtab-dev-churn-scale-', ''))

describe('after a deployment', () => {
  it('what the manifest says scales it, and nothing is said of what was never paused', () => {
    expect(after('deployed')).toEqual(planned({ target, steps }))
  })
  it('it goes on as it went on before, were it suspended by hand', () => {
    expect(after('deployed', holding())!.suspended).toEqual(active)
    expect(after('deployed', holding({ suspended: allSuspended }))!.suspended).toEqual(allSuspended)
  })
  it('what others put for the variant is there again, and what is ours and not wanted is not', () => {
    const actions = [foreignAction('night', 'cron(0 2 * * ? *)')]
    const policies = [...planned({ steps }).policies, foreignPolicy()]
    const wanted = after('deployed', holding({ policies, actions }), planned({ target }))!
    expect(names(wanted.policies)).toEqual(['target', 'by-hand'])
    expect(names(wanted.actions)).toEqual(['night'])
  })
  it('nothing scales it where the manifest wants nothing and nobody else put anything', () => {
    expect(scalingAfter('deployed', { planned: undefined, hold: holding(), isOurs, now })).toBeUndefined()
  })
  it('only what others put is left where the manifest wants nothing, within the bounds of before', () => {
    const hold = holding({ policies: [...planned({ target }).policies, foreignPolicy()] })
    const wanted = scalingAfter('deployed', { planned: undefined, hold, isOurs, now })!
    expect([names(wanted.policies), wanted.target.MaxCapacity, wanted.suspended]).toEqual([['by-hand'], 4, active])
  })
  it('what scaled instances is not put for provisioned concurrency', () => {
    const serverless = planned({}, { mode: 'serverless', serverless: { provisionedConcurrency: 2 } })
    const wanted = after('deployed', holding({ policies: [foreignPolicy()] }), serverless)!
    expect(wanted.policies).toEqual([])
  })
})

describe('after a way back', () => {
  it('nothing is done where nothing was paused', () => {
    expect(after('back')).toBeUndefined()
  })
  it('it scales as it did', () => {
    const hold = holding({ policies: [foreignPolicy()] })
    const { target: bounds, policies, actions, suspended } = hold.state
    expect(after('back', hold)).toEqual({ target: bounds, policies, actions, suspended })
  })
  it('it has the bounds of the scheduled actions that fell due meanwhile, the last one last', () => {
    const at = (minutes: number, bounds: object) => {
      const action = foreignAction(
        `in-${minutes}`,
        `at(${new Date(now + minutes * minute).toISOString().slice(0, 19)})`,
      )
      return { ...action, request: { ...action.request, ScalableTargetAction: bounds } }
    }
    const actions = [
      at(-10, { MinCapacity: 2, MaxCapacity: 8 }),
      at(-20, { MaxCapacity: 6 }),
      at(20, { MinCapacity: 4 }),
    ]
    const wanted = after('back', holding({ actions }))!
    expect(wanted.target).toMatchObject({ MinCapacity: 2, MaxCapacity: 8 })
    // Application Auto Scaling refuses those that are over.
    expect(names(wanted.actions)).toEqual(['in-20'])
  })
})

describe('while two versions share the traffic', () => {
  it('no instance is taken away, and all else is as it was', () => {
    const hold = holding()
    expect(after('sharing', hold)).toEqual({
      ...after('back', hold),
      suspended: { ...active, DynamicScalingInSuspended: true },
    })
  })
})
