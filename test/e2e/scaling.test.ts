import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { RolledLine } from './rollouts/rolled-line.ts'

// The packaged service on a virtual clock: a line that scales, through deployments, ways back, and what goes wrong in them.

const MINUTE = 60_000
const ENDPOINT = 'trimtab-dev-line'
const TARGET = {
  ServiceNamespace: 'sagemaker',
  ResourceId: `endpoint/${ENDPOINT}/variant/main`,
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
}
const on = new RolledLine()
const guard = { periods: 1 }
const canary = (bake: string) => ({ type: 'canary', step: 50, bake, watchFor: '0s' })
const scale = {
  min: 2,
  max: 6,
  target: { metric: 'invocationsPerInstance', value: 100_000 },
  steps: [{ metric: 'latency', above: 50_000, add: 2 }],
  hours: { from: '20:00', to: '21:00', timezone: 'UTC', min: 3, max: 8 },
}

const autoscaling = (operation: string, input: object = {}) =>
  on.call('application-autoscaling', operation, { ...TARGET, ...input })
const suspended = (one: any) => (one ? Object.values<boolean>(one.SuspendedState).filter(Boolean).length : 'gone')
const target = async () =>
  (await autoscaling('DescribeScalableTargets', { ResourceIds: [TARGET.ResourceId] })).ScalableTargets[0]
const names = async () => ({
  policies: (await autoscaling('DescribeScalingPolicies')).ScalingPolicies.map((one: any) => one.PolicyName).sort(),
  actions: (await autoscaling('DescribeScheduledActions')).ScheduledActions.map(
    (one: any) => one.ScheduledActionName,
  ).sort(),
})
const capacity = async () => {
  const { ProductionVariants } = await on.endpoint()
  return ProductionVariants.find(({ VariantName }: any) => VariantName === 'main').DesiredInstanceCount
}
const bounds = async () => {
  const { MinCapacity, MaxCapacity } = await target()
  return [MinCapacity, MaxCapacity]
}
const hold = async () =>
  (
    await on.call('dynamodb', 'GetItem', {
      TableName: on.outputs['LedgerTable'],
      Key: { pk: { S: 'LINE#line' }, sk: { S: 'SCALING' } },
    })
  ).Item
/** The alarm of the step policy calls the policy that there is. */
const alarmed = async () => {
  const { ScalingPolicies } = await autoscaling('DescribeScalingPolicies')
  const { PolicyARN } = ScalingPolicies.find(({ PolicyName }: any) => PolicyName === `${ENDPOINT}-scale-latency-above`)
  const AlarmNames = [`${ENDPOINT}-scale-latency-above`]
  const { MetricAlarms } = await on.call('cloudwatch', 'DescribeAlarms', { AlarmNames })
  return MetricAlarms[0].AlarmActions.includes(PolicyARN)
}
const OURS = [`${ENDPOINT}-scale-latency-above`, `${ENDPOINT}-scale-target`]
const HOURS = [`${ENDPOINT}-scale-hours-begin`, `${ENDPOINT}-scale-hours-end`]

/** Everything that scales the line is there and active, and nothing is kept any more. */
async function whole({ policies = [...OURS, 'by-hand'], actions = [...HOURS, 'night'] } = {}) {
  expect(await names()).toEqual({ policies: policies.toSorted(), actions: actions.toSorted() })
  expect(suspended(await target())).toBe(0)
  expect(await alarmed()).toBe(true)
  expect(await hold()).toBeUndefined()
}

/** Runs with an eye on what scales: how much of it was suspended at each look while the endpoint was being updated. */
async function watched(behaviour: object = {}, traffic = false) {
  const seen = new Set<unknown>()
  const during = async () => {
    const { EndpointStatus } = await on.endpoint()
    if (EndpointStatus === 'Updating') seen.add(suspended(await target()))
  }
  const run = await on.run(behaviour, { traffic, during })
  return { run, seen: [...seen] }
}

/** Counts from now on how often nothing was left to scale the line. */
function deregistered() {
  let count = 0
  on.wrong.call = ({ operation }, moment) => {
    if (operation === 'DeregisterScalableTarget' && moment === 'after') count++
    return undefined
  }
  return () => count
}

beforeAll(async () => {
  await on.start()
}, 300_000)
afterAll(() => on.stop())

describe('a line that scales', { timeout: 180_000 }, () => {
  it('does so once its first version serves', async () => {
    await on.apply({ count: 2, guard, rollout: canary('2m') }, scale)
    expect(await on.run({}, { traffic: false })).toMatchObject({ status: 'deployed' })
    await whole({ policies: OURS, actions: HOURS })
    expect(await bounds()).toEqual([2, 6])
    const decided = (await on.decisions()).filter(({ subject }) => subject === 'scaling')
    expect(decided).toMatchObject([{ decision: 'scaled by its manifest', rule: 'deployed' }])
    expect(decided[0]!.evidence['changes']).toHaveLength(6)
  })

  it('keeps policies, scheduled actions and capacity through a deployment, whose functions die and are throttled', async () => {
    await autoscaling('PutScalingPolicy', {
      PolicyName: 'by-hand',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    })
    await autoscaling('PutScheduledAction', {
      ScheduledActionName: 'night',
      Schedule: 'cron(0 2 * * ? *)',
      ScalableTargetAction: { MinCapacity: 2 },
    })
    const DesiredWeightsAndCapacities = [{ VariantName: 'main', DesiredInstanceCount: 5 }]
    await on.call('sagemaker', 'UpdateEndpointWeightsAndCapacities', {
      EndpointName: ENDPOINT,
      DesiredWeightsAndCapacities,
    })
    const died: string[] = []
    let throttled = 0
    on.wrong.call = ({ service, operation, caller }, moment) => {
      if (service !== 'application-autoscaling' || !/(Hold|Settle)ScalingRole/.test(caller)) return undefined
      if (operation === 'DescribeScalingPolicies' && moment === 'before' && throttled++ < 2)
        return new AwsError('ThrottlingException', 'Rate exceeded')
      const who = `${/Hold|Settle/.exec(caller)} ${operation}`
      if (operation !== 'RegisterScalableTarget' || moment === 'before' || died.includes(who)) return undefined
      died.push(who)
      return 'crash'
    }
    const { run, seen } = await watched()
    on.wrong = {}
    expect(run, JSON.stringify(run)).toMatchObject({ status: 'deployed' })
    expect(died).toEqual(['Hold RegisterScalableTarget', 'Settle RegisterScalableTarget'])
    expect(seen.at(-1)).toBe(3)
    await whole()
    expect([await capacity(), await bounds()]).toEqual([5, [2, 6]])
    expect(await on.notices()).toEqual([])
  })

  it('keeps them on the way back', async () => {
    await on.rollback({ reason: 'it is worse' })
    await on.pass(5 * MINUTE, false)
    expect((await on.rollouts())[0]).toMatchObject({ type: 'rollback', phase: 'rolled-back' })
    await whole()
    expect([await capacity(), await bounds()]).toEqual([5, [2, 6]])
  })

  it('takes no instance away while a challenger shares the traffic', async () => {
    const limits = { errorRate: 0.5, p50: 100, p99: 100 }
    const judged = { weights: [50], minimumRequests: 10, confidence: 0.9, limits }
    await on.apply({ count: 2, guard, rollout: { type: 'judged', watchFor: '0s', judged } }, scale)
    const seen = new Set<string>()
    const during = async () => {
      const { EndpointStatus, ProductionVariants } = await on.endpoint()
      const { SuspendedState: now } = await target()
      const paused = `${now.DynamicScalingInSuspended} ${now.DynamicScalingOutSuspended}`
      seen.add(`${EndpointStatus} ${ProductionVariants.length} ${paused}`)
    }
    expect(await on.run({}, { during })).toMatchObject({ status: 'deployed' })
    expect(seen).toContain('InService 2 true false')
    expect(seen).not.toContain('Updating 1 false false')
    await whole()
    expect([await capacity(), await bounds()]).toEqual([5, [2, 6]])
  })

  it('loses nothing when another instance type is asked for and does not come up', async () => {
    await on.apply({ count: 2, instance: 'ml.c5.xlarge', guard, rollout: canary('2m') }, scale)
    const gone = deregistered()
    const { run } = await watched({ crashesAtStart: true })
    expect(run.status).toBe('failed')
    expect(gone()).toBe(1)
    await whole()
    expect([await capacity(), await bounds()]).toEqual([5, [2, 6]])
  })

  it('loses nothing when another instance type comes', async () => {
    const gone = deregistered()
    expect((await watched()).run).toMatchObject({ status: 'deployed' })
    expect(gone()).toBe(1)
    await whole()
    expect([await capacity(), await bounds()]).toEqual([5, [2, 6]])
  })

  it('keeps the bounds that a scheduled action of somebody else set', async () => {
    const then = new Date(on.clock.now() + 2 * MINUTE)
    await autoscaling('PutScheduledAction', {
      ScheduledActionName: 'fair',
      Schedule: `cron(${then.getUTCMinutes()} ${then.getUTCHours()} * * ? *)`,
      ScalableTargetAction: { MinCapacity: 3, MaxCapacity: 7 },
    })
    await on.pass(3 * MINUTE, false)
    expect((await watched()).run).toMatchObject({ status: 'deployed' })
    await whole({ actions: [...HOURS, 'night', 'fair'] })
    expect(await bounds()).toEqual([3, 7])
    await autoscaling('DeleteScheduledAction', { ScheduledActionName: 'fair' })
    await on.pass(16 * MINUTE, false)
    expect(await bounds()).toEqual([2, 6])
  })

  it('has the bounds of a scheduled action that fell due while it was paused, also when its version goes back', async () => {
    const at = `at(${new Date(on.clock.now() + 30 * MINUTE).toISOString().slice(0, 19)})`
    const surge = { name: 'surge', at, timezone: 'UTC', min: 6, max: 9 }
    const deploy = { count: 2, instance: 'ml.c5.xlarge', guard: { ...guard, errorPercent: 5 }, rollout: canary('25m') }
    await on.apply(deploy, { ...scale, schedules: [surge] })
    // Until the mending has put it there.
    await on.pass(16 * MINUTE, false)
    expect((await names()).actions).toContain(`${ENDPOINT}-scale-surge`)
    const { run } = await watched({ failsAfter: 15 * MINUTE }, true)
    expect(run.status).toBe('failed')
    expect(await bounds()).toEqual([6, 9])
    await on.pass(MINUTE, false)
    expect(await capacity()).toBe(6)
    expect(suspended(await target())).toBe(0)
  })

  it('keeps what others put for it when its manifest has it scale no longer', async () => {
    await on.apply({ count: 2, instance: 'ml.c5.xlarge', guard, rollout: canary('2m') })
    expect((await watched()).run).toMatchObject({ status: 'deployed' })
    expect(await names()).toEqual({ policies: ['by-hand'], actions: ['night'] })
    expect(suspended(await target())).toBe(0)
    expect(await hold()).toBeUndefined()
    const AlarmNamePrefix = `${ENDPOINT}-scale-`
    expect((await on.call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix })).MetricAlarms).toEqual([])
  })
})
