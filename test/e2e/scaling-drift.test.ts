import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallSite } from '#local/faults/call-site.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { ENDPOINT, RolledLine } from './rollouts/rolled-line.ts'

// Scaling that is not as the manifest says is found by the clock, mended, and written down.

const QUARTER = 15 * 60_000
const on = new RolledLine()
const VARIANT = {
  ServiceNamespace: 'sagemaker',
  ResourceId: `endpoint/${ENDPOINT}/variant/main`,
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
}
const deploy = { count: 2, rollout: { type: 'all-at-once', watchFor: '0s' } }
const scale = {
  ...{ min: 1, max: 4, target: { metric: 'invocationsPerInstance', value: 1000 } },
  steps: [{ metric: 'cpu', above: 80, minutes: 1, add: 1 }],
  schedules: [
    { name: 'surge', cron: 'cron(0 3 ? * * *)', timezone: 'Asia/Manila', min: 3, max: 6 },
    { name: 'calm', cron: 'cron(0 5 ? * * *)', timezone: 'Asia/Manila', min: 1, max: 4 },
  ],
}

const asked = (operation: string, input: object = {}) =>
  on.call('application-autoscaling', operation, { ...VARIANT, ...input })

/** Everything that scales the variant, without times and ARNs. */
async function scaling() {
  const { ResourceId, ScalableDimension, ServiceNamespace } = VARIANT
  const { ScalableTargets } = await asked('DescribeScalableTargets', { ResourceIds: [ResourceId] })
  const { ScalingPolicies } = await asked('DescribeScalingPolicies')
  const { ScheduledActions } = await asked('DescribeScheduledActions')
  const alarms = await on.call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: `${ENDPOINT}-scale-` })
  expect({ ResourceId, ScalableDimension, ServiceNamespace }).toEqual(VARIANT)
  return {
    bounds: ScalableTargets.map(({ MinCapacity, MaxCapacity }: any) => `${MinCapacity} to ${MaxCapacity}`),
    policies: ScalingPolicies.map((policy: any) => [
      policy.PolicyName,
      policy.TargetTrackingScalingPolicyConfiguration ?? policy.StepScalingPolicyConfiguration,
    ]),
    actions: ScheduledActions.map((action: any) => [
      action.ScheduledActionName,
      action.Schedule,
      action.Timezone,
      action.ScalableTargetAction,
    ]).sort(),
    alarms: alarms.MetricAlarms.map(({ AlarmName, Threshold, AlarmActions }: any) => [
      AlarmName,
      Threshold,
      AlarmActions,
    ]),
  }
}

const mended = async () => (await on.decisions()).filter(({ subject }) => subject === 'scaling')

let wanted: Awaited<ReturnType<typeof scaling>>

beforeAll(async () => {
  await on.start()
  await on.apply(deploy)
  expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
  await on.apply(deploy, scale)
  await on.pass(QUARTER, false)
  wanted = await scaling()
}, 300_000)
afterAll(() => on.stop())
afterEach(() => {
  on.wrong = {}
})

it('is put when the manifest begins to ask for it', async () => {
  expect(wanted).toMatchObject({
    bounds: ['1 to 4'],
    policies: [
      [`${ENDPOINT}-scale-target`, { TargetValue: 1000 }],
      [`${ENDPOINT}-scale-cpu-above`, { AdjustmentType: 'ChangeInCapacity' }],
    ],
    actions: expect.arrayContaining([
      [`${ENDPOINT}-scale-surge`, 'cron(0 3 ? * * *)', 'Asia/Manila', { MinCapacity: 3, MaxCapacity: 6 }],
    ]),
    alarms: [[`${ENDPOINT}-scale-cpu-above`, 80, [expect.stringContaining(':scalingPolicy:')]]],
  })
  const [decision] = await mended()
  expect(decision).toMatchObject({ decision: 'mended', rule: 'drift' })
  expect(decision!.reason).toMatch(/the variant is no scalable target; and \d more/)
})

describe('what somebody changed by hand', () => {
  let before: number
  beforeEach(async () => {
    before = (await mended()).length
  })

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a policy',
      () =>
        asked('PutScalingPolicy', {
          PolicyName: `${ENDPOINT}-scale-target`,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
          },
        }),
      /policy .*-scale-target: .*TargetValue is 70, and 1000 is wanted/,
    ],
    [
      'a policy that is gone',
      () => asked('DeleteScalingPolicy', { PolicyName: `${ENDPOINT}-scale-cpu-above` }),
      /policy .*-cpu-above: it is not there; and \d more/,
    ],
    [
      'the bounds',
      () => asked('RegisterScalableTarget', { MinCapacity: 2, MaxCapacity: 2 }),
      /MinCapacity is 2, and 1 is wanted; MaxCapacity is 2, and 4 is wanted/,
    ],
    [
      'a scheduled action that is gone',
      () => asked('DeleteScheduledAction', { ScheduledActionName: `${ENDPOINT}-scale-surge` }),
      /scheduled action .*-surge: it is not there/,
    ],
    [
      'an alarm that is gone',
      () => on.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [`${ENDPOINT}-scale-cpu-above`] }),
      /alarm .*-cpu-above: it does not call/,
    ],
    [
      'everything, by a deregistration that took policies and schedules along',
      () => asked('DeregisterScalableTarget'),
      /the variant is no scalable target; and 5 more/,
    ],
  ])('%s: is as the manifest says within a quarter of an hour', async (_, change, reason) => {
    await change()
    expect(await scaling()).not.toEqual(wanted)
    await on.pass(QUARTER, false)
    const now = await scaling()
    expect({ ...now, alarms: now.alarms.map(([name]: string[]) => name) }).toEqual({
      ...wanted,
      alarms: wanted.alarms.map(([name]: string[]) => name),
    })
    // Each alarm calls the policy that is there now.
    const { ScalingPolicies } = await asked('DescribeScalingPolicies')
    const arns = ScalingPolicies.map(({ PolicyARN }: any) => PolicyARN)
    for (const [, , actions] of now.alarms) expect(arns).toEqual(expect.arrayContaining(actions))
    const after = await mended()
    expect(after).toHaveLength(before + 1)
    expect(after[0]!.reason).toMatch(reason)
  })

  it('stays where it is somebody else’s, and where nothing differs nothing is written', async () => {
    await asked('PutScheduledAction', {
      ScheduledActionName: 'fair',
      Schedule: 'at(2027-01-01T00:00:00)',
      ScalableTargetAction: { MinCapacity: 2 },
    })
    await on.pass(2 * QUARTER, false)
    const { ScheduledActions } = await asked('DescribeScheduledActions')
    expect(ScheduledActions.map(({ ScheduledActionName }: any) => ScheduledActionName)).toContain('fair')
    expect(await mended()).toHaveLength(before)
    await asked('DeleteScheduledAction', { ScheduledActionName: 'fair' })
  })

  it.each<[string, (site: CallSite, moment: 'before' | 'after') => 'crash' | Error | undefined]>([
    [
      'the function dies after its first change',
      ({ operation }, moment) => (operation === 'RegisterScalableTarget' && moment === 'after' ? 'crash' : undefined),
    ],
    [
      'the function dies before it writes down what it found',
      ({ operation, caller }, moment) =>
        operation === 'PutItem' && caller.includes('MendScaling') && moment === 'before' ? 'crash' : undefined,
    ],
    [
      'Application Auto Scaling throttles',
      ({ operation, caller }) =>
        operation === 'PutScalingPolicy' && caller.includes('MendScaling')
          ? new AwsError('ThrottlingException', 'Rate exceeded')
          : undefined,
    ],
  ])('is mended though %s', async (_, call) => {
    await asked('DeregisterScalableTarget')
    let struck = 0
    on.wrong = {
      call: (site, moment) => {
        const fault = struck < 20 ? call(site, moment) : undefined
        if (fault) struck++
        // It dies once, and is throttled for longer than it tries again.
        if (fault === 'crash') struck = 20
        return fault
      },
    }
    await on.pass(4 * QUARTER, false)
    expect(struck).toBe(20)
    const now = await scaling()
    expect({ ...now, alarms: [] }).toEqual({ ...wanted, alarms: [] })
    expect(now.alarms).toHaveLength(1)
  })

  it('is mended while nobody may begin to change the endpoint, who may right after', async () => {
    await asked('DeleteScheduledAction', { ScheduledActionName: `${ENDPOINT}-scale-surge` })
    const outcomes: string[] = []
    on.wrong = {
      call: async ({ operation, caller }, moment) => {
        if (operation === 'PutScheduledAction' && caller.includes('MendScaling')) outcomes.push(await taking())
        else if (operation === 'PutItem' && caller.includes('MendScaling') && moment === 'before')
          outcomes.push(await taking())
        return undefined
      },
    }
    await on.pass(QUARTER, false)
    const refused = expect.stringContaining('RolloutInProgress')
    expect(outcomes).toEqual([refused, refused, refused])
    expect(outcomes[0]).toContain('the mending of its scaling')
    expect((await scaling()).actions).toEqual(wanted.actions)
    on.wrong = {}
    expect(await taking()).toBe('null')
  })
})

/** What becomes of it when somebody, whom nothing keeps waiting, wants to change the endpoint, and leaves it as it is. */
async function taking(): Promise<string> {
  const input = { model: 'line', switch: 's', instead: false, executionArn: 'arn', at: new Date().toISOString() }
  const FunctionName = 'trimtab-dev-planSwitch'
  const { Payload } = await on.call('lambda', 'Invoke', { FunctionName, Payload: JSON.stringify(input) })
  return Buffer.from(Payload).toString()
}

describe('scheduled actions that somebody else put', { timeout: 60_000 }, () => {
  const left = async () => (await mended()).filter(({ decision }) => decision === 'left')
  const at = () => new Date(on.clock.now() + 10 * 60_000).toISOString().slice(0, 19)

  it('move the bounds, and that is told once', async () => {
    const ScalableTargetAction = { MinCapacity: 2, MaxCapacity: 5 }
    await asked('PutScheduledAction', { ScheduledActionName: 'fair', Schedule: `at(${at()})`, ScalableTargetAction })
    await on.pass(3 * QUARTER, false)
    expect((await scaling()).bounds).toEqual(['2 to 5'])
    expect(await left()).toMatchObject([
      { rule: 'actions of others', reason: expect.stringMatching(/2 to 5, by .* \(fair\).* would be 1 to 4/) },
    ])
  })

  it('do not shield what somebody changed by hand', async () => {
    await asked('RegisterScalableTarget', { MinCapacity: 1, MaxCapacity: 1 })
    await on.pass(QUARTER, false)
    expect((await scaling()).bounds).toEqual(['2 to 5'])
    expect(await left()).toHaveLength(1)
  })

  it('hold no longer than they are there', async () => {
    await asked('DeleteScheduledAction', { ScheduledActionName: 'fair' })
    await on.pass(QUARTER, false)
    expect((await scaling()).bounds).toEqual(['1 to 4'])
  })
})

/** Keeps in the ledger what a rollout would have that is gone. */
async function hold(state: object) {
  const held = { rollout: 'gone', at: new Date(on.clock.now() - 60_000).toISOString(), capacity: 2 }
  const item = { ...held, state: { arns: {}, madeAt: {}, policies: [], actions: [], stray: [], ...state } }
  const Key = { pk: { S: 'LINE#line' }, sk: { S: 'SCALING' } }
  const TableName = on.outputs['LedgerTable']
  await on.call('dynamodb', 'PutItem', { TableName, Item: { ...Key, ...marshall(item) } })
  return async () => (await on.call('dynamodb', 'GetItem', { TableName, Key })).Item
}

const targets = async () =>
  (await on.call('application-autoscaling', 'DescribeScalableTargets', { ServiceNamespace: 'sagemaker' }))
    .ScalableTargets

it('goes on when who paused it is gone', async () => {
  const ScalableTargets = await targets()
  const none = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false }
  const all = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true }
  const { MinCapacity, MaxCapacity, SuspendedState } = ScalableTargets[0]
  expect(SuspendedState).toEqual(none)
  const kept = await hold({ target: { ...VARIANT, MinCapacity, MaxCapacity }, suspended: none })
  await asked('RegisterScalableTarget', { SuspendedState: all })
  await on.pass(QUARTER, false)
  const after = await asked('DescribeScalableTargets', { ResourceIds: [VARIANT.ResourceId] })
  expect(after.ScalableTargets[0].SuspendedState).toEqual(none)
  expect(await kept()).toBeUndefined()
  expect((await mended())[0]!.reason).toMatch(/SuspendedState|Suspended is true, and false is wanted/)
})

it('is taken away with its alarms when the manifest asks for it no more', async () => {
  await on.apply(deploy)
  await on.pass(QUARTER, false)
  expect([await targets(), (await scaling()).alarms]).toEqual([[], []])
  expect((await mended())[0]!.reason).toMatch(/nothing is to scale any more/)
})

it('had a rhythm from when its action was made, not from when it is put again', { timeout: 60_000 }, async () => {
  const beat = { name: 'beat', cron: 'rate(2 hours)', min: 2, max: 5 }
  await on.apply(deploy, { min: 1, max: 4, schedules: [beat] })
  await on.pass(QUARTER, false)
  expect((await scaling()).bounds).toEqual(['1 to 4'])
  await asked('DeregisterScalableTarget')
  const suspended = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false }
  const name = `${ENDPOINT}-scale-beat`
  const action = { ScheduledActionName: name, Schedule: beat.cron, ScalableTargetAction: { MinCapacity: 2 } }
  await hold({
    target: { ...VARIANT, MinCapacity: 2, MaxCapacity: 5 },
    suspended: { ...suspended, ScheduledScalingSuspended: false },
    actions: [{ name, request: { ...VARIANT, ...action } }],
    madeAt: { [name]: on.clock.now() - 12 * QUARTER },
  })
  await on.pass(3 * QUARTER, false)
  expect((await scaling()).bounds).toEqual(['2 to 5'])
})

describe('where the manifest asks for nothing any more', { timeout: 60_000 }, () => {
  it('bounds alone go too', async () => {
    await on.apply(deploy, { min: 1, max: 3 })
    await on.pass(QUARTER, false)
    expect((await scaling()).bounds).toEqual(['1 to 3'])
    await on.apply(deploy)
    await on.pass(QUARTER, false)
    expect(await targets()).toEqual([])
  })

  it('a target that somebody registered by hand since stays', async () => {
    await on.pass(QUARTER, false)
    await asked('RegisterScalableTarget', { MinCapacity: 1, MaxCapacity: 2 })
    await on.pass(2 * QUARTER, false)
    expect(await targets()).toHaveLength(1)
    await asked('DeregisterScalableTarget')
  })

  it('our alarms go though the target was taken away by hand', async () => {
    await on.apply(deploy, scale)
    await on.pass(QUARTER, false)
    await asked('DeregisterScalableTarget')
    await on.apply(deploy)
    expect((await scaling()).alarms).toHaveLength(1)
    await on.pass(QUARTER, false)
    expect((await scaling()).alarms).toEqual([])
    expect((await mended())[0]!.reason).toMatch(/alarm .*-cpu-above is not wanted/)
  })

  it('our alarms go with an endpoint that was deleted by hand', async () => {
    await on.apply(deploy, scale)
    await on.pass(QUARTER, false)
    expect((await scaling()).alarms).toHaveLength(1)
    await on.call('sagemaker', 'DeleteEndpoint', { EndpointName: ENDPOINT })
    await on.pass(2 * QUARTER, false)
    expect((await scaling()).alarms).toEqual([])
  })
})
