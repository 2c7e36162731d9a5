import { describe, expect, test } from 'vitest'
import { unknownMembers, validateInput } from '#local/wire/validate-input.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const invocations = { metric: 'invocationsPerInstance', measuredMaximum: 1000 }
const hours = {
  from: '09:00',
  to: '18:00',
  timezone: 'Asia/Manila',
  min: 3,
  max: 9,
  holidays: ['2026-12-25', '2026-12-26'],
}
const serverless = { mode: 'serverless', serverless: { provisionedConcurrency: 2 } }
const facts = { stage: 'dev', variant: 'main', now: Date.UTC(2026, 0, 1) }

const plan = (scale: object, deploy: object = {}, now = facts.now) =>
  planScaling(manifestWith({ scale: { max: 4, ...scale }, deploy }), { ...facts, now })!

describe('every request passes AWS’s own model of its operation', () => {
  const math = [
    { id: 'depth', namespace: 'AWS/SQS', name: 'Depth', statistic: 'Sum' },
    { id: 'each', expression: 'depth / 2' },
  ]
  test.each<[string, object, object?]>([
    ['bounds alone', {}],
    ['a measured maximum', { target: invocations }],
    ['cpu', { target: { metric: 'cpu', value: 140 } }],
    ['latency', { target: { metric: 'latency', value: 80 } }],
    ['concurrency', { target: { metric: 'concurrency', value: 3 } }],
    [
      'a custom metric',
      { target: { metric: 'custom', value: 3, custom: { namespace: 'Own', name: 'Depth', unit: 'Count' } } },
    ],
    ['metric math', { target: { metric: 'custom', value: 3, custom: { math } } }],
    ['a backlog, from zero', { min: 0, target: { metric: 'backlogPerInstance', value: 5 } }, { mode: 'async' }],
    ['provisioned concurrency', { target: { metric: 'provisionedConcurrency', value: 0.7 } }, serverless],
    [
      'steps both ways',
      {
        steps: [
          { metric: 'latency', above: 90, percent: 50 },
          { metric: 'cpu', below: 20, add: -1 },
        ],
      },
    ],
    [
      'hours, a cron, a rate and a time',
      {
        hours,
        schedules: [
          { name: 'peak', cron: 'cron(0 8 ? * MON *)', min: 2, max: 4 },
          { name: 'again', cron: 'rate(6 hours)', min: 1, max: 4 },
          { name: 'surge', at: 'at(2026-11-27T00:00:00)', timezone: 'Asia/Manila', min: 2, max: 4 },
        ],
      },
    ],
  ])('of %s', (_name, scale, deploy) => {
    const { target, policies, actions } = plan(scale, deploy)
    const sent = [
      ['RegisterScalableTarget', target] as const,
      ...policies.map(({ request }) => ['PutScalingPolicy', request] as const),
      ...actions.map(({ request }) => ['PutScheduledAction', request] as const),
    ]
    for (const [operation, input] of sent) {
      validateInput('application-autoscaling', operation, input)
      expect(unknownMembers('application-autoscaling', operation, input), operation).toEqual([])
    }
    for (const alarm of policies.flatMap(({ alarms }) => alarms)) validateInput('cloudwatch', 'PutMetricAlarm', alarm)
  })
})

test('a measured maximum is held at 70 per cent', () => {
  expect(plan({ target: invocations }).policies[0]!.request).toMatchObject({
    ResourceId: 'endpoint/trimtab-dev-churn/variant/main',
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 700, ScaleInCooldown: 300, ScaleOutCooldown: 60 },
  })
})

test('steps of one metric are one policy, whose bounds are offsets from the alarm’s threshold', () => {
  const { policies } = plan({
    steps: [
      { metric: 'latency', above: 200, add: 3 },
      { metric: 'latency', above: 80, add: 1 },
      { metric: 'cpu', below: 30, add: -1 },
      { metric: 'cpu', below: 10, add: -2 },
    ],
  })
  expect(policies).toMatchObject([
    {
      request: {
        StepScalingPolicyConfiguration: {
          StepAdjustments: [
            { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 120_000, ScalingAdjustment: 1 },
            { MetricIntervalLowerBound: 120_000, ScalingAdjustment: 3 },
          ],
        },
      },
      alarms: [{ MetricName: 'ModelLatency', Threshold: 80_000, EvaluationPeriods: 3 }],
    },
    {
      request: {
        StepScalingPolicyConfiguration: {
          StepAdjustments: [
            { MetricIntervalUpperBound: 0, MetricIntervalLowerBound: -20, ScalingAdjustment: -1 },
            { MetricIntervalUpperBound: -20, ScalingAdjustment: -2 },
          ],
        },
      },
      alarms: [{ MetricName: 'CPUUtilization', Threshold: 30, ComparisonOperator: 'LessThanOrEqualToThreshold' }],
    },
  ])
})

test('business hours open and close in their zone, and a holiday takes the opening back', () => {
  const { actions } = plan({ hours })
  expect(actions.map(({ request }) => request)).toMatchObject([
    {
      Schedule: 'cron(0 9 ? * MON-FRI *)',
      Timezone: 'Asia/Manila',
      ScalableTargetAction: { MinCapacity: 3, MaxCapacity: 9 },
    },
    { Schedule: 'cron(0 18 ? * MON-FRI *)', ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 4 } },
    // 26 December 2026 is a Saturday, on which there is no business to take back.
    {
      Schedule: 'at(2026-12-25T09:01:00)',
      Timezone: 'Asia/Manila',
      ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 4 },
    },
  ])
})

test('what is over is not asked for', () => {
  const names = plan({ hours }, {}, Date.UTC(2026, 11, 25, 1, 2)).actions.map(({ name }) => name)
  expect(names).toEqual(['trimtab-dev-churn-scale-hours-begin', 'trimtab-dev-churn-scale-hours-end'])
})

test('an asynchronous endpoint comes back from zero by the backlog that nobody works on', () => {
  const { policies } = plan({ min: 0, target: { metric: 'backlogPerInstance', value: 5 } }, { mode: 'async' })
  expect(policies.map(({ name }) => name)).toEqual([
    'trimtab-dev-churn-scale-target',
    'trimtab-dev-churn-scale-from-zero',
  ])
  expect(policies[1]!.alarms[0]).toMatchObject({ MetricName: 'HasBacklogWithoutCapacity', EvaluationPeriods: 2 })
})
