import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { allSuspended, type ScalingRequests, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { type ScalingChange, scalingDrift, type WantedScaling } from '#shared/domain/scaling-drift.ts'
import { active, foreignAction, foreignPolicy, isOurs, planned, stateOf, steps, target } from './scaling-states.ts'

const hours = { from: '09:00', to: '18:00', timezone: 'Asia/Manila', min: 2, max: 4 }
const wanted = planned({ target, steps, hours })
const drift = (there: ScalingState | undefined, asked: WantedScaling | undefined = wanted, capacity?: number) =>
  scalingDrift({ wanted: asked, there, isOurs, capacity })
const told = (changes: ScalingChange[]) => changes.map(({ do: what, reason }) => `${what}: ${reason}`)
const own = 'trimtab-dev-churn-scale-'
const put = stateOf(wanted)

describe('what differs', () => {
  test.each<[string, ScalingState, RegExp[], WantedScaling?, number?]>([
    ['nothing', put, []],
    [
      'bounds',
      { ...put, target: { ...put.target, MaxCapacity: 9 } },
      [/^register: of the target, MaxCapacity is 9, and 4/],
    ],
    [
      'a policy that was edited',
      edited(put),
      [/^put-policy: policy \S+-target: \S+TargetValue is 5, and 100 is wanted/],
    ],
    ['a policy that is gone', without(put, 'target'), [/^put-policy: policy \S+-target: it is not there/]],
    [
      'a policy that is gone, and its alarm calls nobody',
      { ...without(put, 'cpu-above'), stray: put.policies[1]!.alarms },
      [/^put-policy: policy \S+cpu-above/, /^put-alarm: alarm \S+cpu-above: it does not call/],
    ],
    [
      'scheduled actions',
      { ...put, actions: [] },
      [/^put-action: scheduled action \S+begin: it is not there/, /^put-action: scheduled action \S+end/],
    ],
    [
      'a suspension, when one is asked for',
      { ...put, suspended: allSuspended },
      [/^register: of the target, Dyn/],
      { ...wanted, suspended: active },
    ],
    ['no suspension, when none is asked for', { ...put, suspended: allSuspended }, []],
    ['a capacity outside of the bounds', put, [/^register: the capacity is 7, and 1 to 4 are wanted/], wanted, 7],
  ])('%s', (_name, there, reasons, asked, capacity) => {
    const changes = told(drift(there, asked, capacity))
    expect(changes).toHaveLength(reasons.length)
    for (const [index, reason] of reasons.entries()) expect(changes[index]).toMatch(reason)
  })

  it('is everything where nothing scales', () => {
    const order = drift(undefined).map((change) => change.do)
    expect(order).toEqual(['register', 'put-policy', 'put-policy', 'put-alarm', 'put-action', 'put-action'])
  })

  it('is left where it is somebody else’s', () => {
    const there = stateOf({
      ...wanted,
      policies: [...wanted.policies, foreignPolicy()],
      actions: [...wanted.actions, foreignAction('night', 'rate(1 day)')],
    })
    expect(drift(there)).toEqual([])
  })

  it('is mended while all of it is paused, and resumed last', () => {
    const changes = drift(undefined, { ...wanted, suspended: active })
    expect(changes.at(0)).toMatchObject({ do: 'register', request: { MinCapacity: 1, SuspendedState: allSuspended } })
    expect(changes.at(-1)).toMatchObject({ do: 'register', request: { SuspendedState: active } })
    const paused = drift({ ...without(put, 'target'), suspended: allSuspended }, { ...wanted, suspended: active })
    expect(paused.map((change) => change.do)).toEqual(['put-policy', 'register'])
  })

  it('goes with the target where nothing is to scale', () => {
    expect(told(scalingDrift({ wanted: undefined, there: put, isOurs }))).toEqual([
      'deregister: nothing is to scale any more',
      `delete-alarm: alarm ${own}cpu-above is not wanted`,
    ])
  })

  it('stays where somebody registered a target by hand, and nothing of ours ever hung on it', () => {
    const there = { ...put, policies: [], actions: [], stray: [] }
    expect(scalingDrift({ wanted: undefined, there, isOurs })).toEqual([])
  })

  it('is a target that a manifest asked for, and nothing ever hung on', () => {
    const there = { ...put, policies: [], actions: [] }
    expect(told(scalingDrift({ wanted: undefined, there, isOurs, scaled: true }))).toEqual([
      'deregister: nothing is to scale any more',
    ])
    const others = { ...there, actions: [foreignAction('night', 'rate(1 day)')] }
    expect(scalingDrift({ wanted: undefined, there: others, isOurs, scaled: true })).toEqual([])
  })

  it('is an alarm of ours whose target is gone, unless it is about to be called again', () => {
    const stray = [`${own}cpu-above`, `${own}old`]
    expect(told(scalingDrift({ wanted: undefined, there: undefined, isOurs, stray }))).toEqual([
      `delete-alarm: alarm ${own}cpu-above is not wanted`,
      `delete-alarm: alarm ${own}old is not wanted`,
    ])
    expect(told(scalingDrift({ wanted, there: undefined, isOurs, stray })).slice(-1)).toEqual([
      `delete-alarm: alarm ${own}old is not wanted`,
    ])
  })

  it('another dimension scales once the first one does no longer', () => {
    const serverless = planned({}, { mode: 'serverless', serverless: { provisionedConcurrency: 2 } })
    expect(
      drift(put, serverless)
        .map((change) => change.do)
        .slice(0, 2),
    ).toEqual(['deregister', 'register'])
  })
})

const scales = fc
  .record(
    {
      min: fc.integer({ min: 1, max: 2 }),
      target: fc.record({ metric: fc.constant('invocationsPerInstance'), value: fc.integer({ min: 1, max: 9 }) }),
      steps: fc.constantFrom(
        steps,
        [{ metric: 'latency', above: 90, percent: 50 }],
        [...steps, { metric: 'cpu', below: 9, add: -1 }],
      ),
      hours: fc.constantFrom(hours, { ...hours, max: 9 }),
    },
    { requiredKeys: [] },
  )
  .map((scale) => planned(scale))
const suspensions = fc.constantFrom(active, allSuspended, { ...active, DynamicScalingInSuspended: true })
const states = fc.option(
  fc.tuple(scales, suspensions, fc.boolean(), fc.boolean()).map(([requests, suspended, byHand, lost]) => {
    const policies = byHand ? [...requests.policies, foreignPolicy()] : requests.policies
    const state = stateOf({ ...requests, policies }, { suspended })
    return lost ? { ...state, policies: state.policies.slice(1), stray: state.policies[0]?.alarms ?? [] } : state
  }),
  { nil: undefined },
)
const wishes = fc.option(
  fc.tuple(scales, fc.option(suspensions, { nil: undefined })).map(([requests, suspended]): WantedScaling => {
    return suspended ? { ...requests, suspended } : requests
  }),
  { nil: undefined },
)

test('the changes bring about what is wanted, whatever there was, and lose nothing of anybody else', () => {
  fc.assert(
    fc.property(states, wishes, (there, asked) => {
      const after = sent(drift(there, asked), there)
      expect(told(drift(after, asked))).toEqual([])
      const others = (state?: ScalingState) => state?.policies.filter(({ name }) => !isOurs(name)).length ?? 0
      expect(others(after)).toBe(others(there))
    }),
  )
})

/** What Application Auto Scaling and CloudWatch make of the changes. */
function sent(changes: ScalingChange[], there: ScalingState | undefined): ScalingState | undefined {
  let state = structuredClone(there)
  for (const change of changes) {
    if (change.do === 'register') {
      const { SuspendedState, MinCapacity, MaxCapacity, ...variant } = change.request
      state ??= stateOf({ target: { ...wanted.target }, policies: [], actions: [] })
      state.target = {
        ...state.target,
        ...(variant as ScalingRequests['target']),
        ...(MinCapacity !== undefined && { MinCapacity }),
        ...(MaxCapacity !== undefined && { MaxCapacity }),
      }
      if (SuspendedState) state.suspended = { ...state.suspended, ...SuspendedState }
      continue
    }
    if (change.do === 'deregister') {
      state = undefined
      continue
    }
    if (change.do === 'delete-alarm' && !state) continue
    if (!state) throw new Error(`${change.do} before anything was registered`)
    const { policies, actions } = state
    if (change.do === 'put-policy') {
      const alarms = policies.find(({ name }) => name === change.name)?.alarms ?? []
      const request = change.request as ScalingRequests['policies'][number]['request']
      state.policies = [...policies.filter(({ name }) => name !== change.name), { name: change.name, request, alarms }]
    }
    if (change.do === 'put-alarm') {
      const { AlarmName } = change.alarm
      state.stray = state.stray.filter((alarm) => alarm.AlarmName !== AlarmName)
      for (const policy of policies) {
        policy.alarms = policy.alarms.filter((alarm) => alarm.AlarmName !== AlarmName)
        if (policy.name === change.policy) policy.alarms.push(change.alarm)
      }
    }
    if (change.do === 'put-action') {
      const name = change.request.ScheduledActionName
      state.actions = [...actions.filter((action) => action.name !== name), { name, request: change.request }]
    }
    if (change.do === 'delete-action') state.actions = actions.filter(({ name }) => name !== change.name)
    if (change.do === 'delete-policy') {
      state.stray.push(...(policies.find(({ name }) => name === change.name)?.alarms ?? []))
      state.policies = policies.filter(({ name }) => name !== change.name)
    }
    if (change.do === 'delete-alarm') {
      state.stray = state.stray.filter(({ AlarmName }) => AlarmName !== change.name)
      for (const policy of policies) policy.alarms = policy.alarms.filter(({ AlarmName }) => AlarmName !== change.name)
    }
  }
  return state
}

function edited(state: ScalingState): ScalingState {
  const [first, ...rest] = structuredClone(state.policies)
  first!.request.TargetTrackingScalingPolicyConfiguration!.TargetValue = 5
  return { ...state, policies: [first!, ...rest] }
}

function without(state: ScalingState, name: string): ScalingState {
  return { ...state, policies: state.policies.filter((policy) => policy.name !== `${own}${name}`) }
}
