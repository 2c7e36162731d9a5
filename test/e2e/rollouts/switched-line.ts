import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { CallSite } from '#local/faults/call-site.ts'
import { RolledLine } from './rolled-line.ts'

export const HOUR = 3_600_000
export const MINUTE = 60_000
export const deploy = { guard: { periods: 1 }, rollout: { type: 'all-at-once', watchFor: '20m' } }
const timezone = 'Asia/Manila'
const evening = { name: 'night', cron: 'cron(10 19 * * ? *)', timezone, to: 'parked' }
const morning = { name: 'morning', cron: 'cron(10 6 * * ? *)', timezone, to: 'instances' }
export const office = { switch: { production: false, times: [evening, morning] } }
export const less = { switch: { production: false, times: [{ ...evening, to: 'serverless' }, morning] } }
export const scale = {
  min: 1,
  max: 4,
  target: { metric: 'invocationsPerInstance', value: 7000 },
  steps: [{ metric: 'latency', above: 900, add: 1 }],
  schedules: [{ name: 'lunch', cron: 'cron(0 12 * * ? *)', timezone, min: 1, max: 4 }],
}
export const lessDeploy = { ...deploy, serverless: { memory: '1GB', maxConcurrency: 3 } }

/** A line whose clock parks it at night, or serves it without instances, in Manila; on a clock that jumps. */
export function switchedLine() {
  const on = new RolledLine()

  beforeAll(async () => {
    await on.start()
    await apply(deploy, office)
    expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
    expect(await on.run()).toMatchObject({ status: 'deployed', version: 2 })
  }, 300_000)
  afterAll(() => on.stop())

  /** Moves the clock to the next time of day in Manila; what came due meanwhile comes about. */
  async function until(time: string) {
    const [hours, minutes] = time.split(':').map(Number)
    const wanted = ((hours! - 8 + 24) % 24) * HOUR + minutes! * MINUTE
    const now = on.clock.now() % (24 * HOUR)
    await on.clock.advance((wanted - now + 24 * HOUR) % (24 * HOUR) || 24 * HOUR)
  }
  beforeEach(async () => {
    on.model = 'line'
    await apply(deploy, office)
    await sweeps('DISABLED')
    await until('12:00')
    expect(await status()).toBe('InService')
    await on.notices()
  })
  afterEach(() => {
    on.wrong = {}
  })

  /** Applies the line with a `deploy` section, and what else there is to be. */
  const apply = (deploying: object, others: { switch?: object; scale?: object } = {}) =>
    on.apply(deploying, others.scale, others.switch)

  const status = async (): Promise<string> =>
    on.endpoint().then(
      ({ EndpointStatus }) => EndpointStatus,
      () => 'none',
    )
  const switches = async () => (await on.decisions()).filter(({ subject }) => subject === 'switch')
  const latest = async () => (await switches()).toSorted((left, right) => (left.at < right.at ? 1 : -1))[0]
  const switchEvents = async () => {
    const stateMachineArn = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:trimtab-dev-switch'
    return (await on.call('stepfunctions', 'ListExecutions', { stateMachineArn })).executions as any[]
  }
  const lease = async () => (await on.item())['rolloutLease']
  /** What scales the line: bounds, and the names of all else. */
  async function scaling() {
    const asked = { ServiceNamespace: 'sagemaker' }
    const call = (what: string) => on.call('application-autoscaling', `Describe${what}`, asked)
    const [targets, policies, actions] = await Promise.all(
      ['ScalableTargets', 'ScalingPolicies', 'ScheduledActions'].map(call),
    )
    const { MetricAlarms } = await on.call('cloudwatch', 'DescribeAlarms', {
      AlarmNamePrefix: 'trimtab-dev-line-scale',
    })
    return {
      bounds: targets.ScalableTargets.map(({ MinCapacity, MaxCapacity, SuspendedState }: any) => [
        MinCapacity,
        MaxCapacity,
        Object.values(SuspendedState ?? {}).some(Boolean),
      ]),
      policies: policies.ScalingPolicies.map(({ PolicyName }: any) => PolicyName).sort(),
      actions: actions.ScheduledActions.map(({ ScheduledActionName }: any) => ScheduledActionName).sort(),
      alarms: MetricAlarms.map(({ AlarmName }: any) => AlarmName).sort(),
    }
  }
  const variant = async () => {
    const { EndpointConfigName } = await on.endpoint()
    const config = await on.call('sagemaker', 'DescribeEndpointConfig', { EndpointConfigName })
    return config.ProductionVariants[0]
  }
  /** Every five minutes of every night takes a while; most nights go without, and without the look at what scales. */
  async function sweeps(State: string) {
    for (const name of ['sweep', 'mend-scaling']) await setSchedule(`trimtab-dev-${name}`, 'default', State)
  }

  /** Strikes the first call that matches. */
  function strike(matches: (site: CallSite) => boolean, moment: 'before' | 'after', what: 'crash' | Error) {
    let left = 1
    on.wrong = { call: (site, now) => (now === moment && left > 0 && matches(site) && left-- > 0 ? what : undefined) }
    return () => expect(left, 'what was to go wrong and did not').toBe(0)
  }

  async function setSchedule(Name: string, GroupName: string, State: string) {
    const schedule = await on.call('scheduler', 'GetSchedule', { Name, GroupName })
    const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target } = schedule
    const rest = { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target, State }
    await on.call('scheduler', 'UpdateSchedule', { Name, GroupName, ...rest })
  }

  return {
    on,
    until,
    apply,
    status,
    switches,
    latest,
    switchEvents,
    lease,
    scaling,
    variant,
    sweeps,
    strike,
    setSchedule,
  }
}
