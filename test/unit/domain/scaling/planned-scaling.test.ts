import { expect, it } from 'vitest'
import { validateInput } from '#local/wire/validate-input.ts'
import { plannedRequests } from '#shared/domain/plan/listed.ts'
import { planRun } from '#shared/domain/plan-run.ts'
import { planInput } from '../plan-facts.ts'
import { planned, steps, target } from './scaling-states.ts'

const hours = { from: '09:00', to: '18:00', timezone: 'Asia/Manila', min: 2, max: 4 }

it('a plan shows what will scale the line, after what it is deployed with, within AWS’s own model', () => {
  const plan = planRun(planInput({ scale: { max: 4, target, steps, hours } }))
  const requests = plannedRequests(plan, planned({ target, steps, hours }))
  expect(requests.slice(-7).map(({ service, operation }) => `${service} ${operation}`)).toEqual([
    'sagemaker CreateEndpoint',
    'application-autoscaling RegisterScalableTarget',
    'application-autoscaling PutScalingPolicy',
    'application-autoscaling PutScalingPolicy',
    'cloudwatch PutMetricAlarm',
    'application-autoscaling PutScheduledAction',
    'application-autoscaling PutScheduledAction',
  ])
  for (const { service, operation, input } of requests) validateInput(service, operation, input)
  expect(plan.rollout.scales).toBe(true)
})

it('a line that scales is planned while it is on its way to another size, which its deployment waits for', () => {
  const endpoint = { endpoint: { status: 'Updating', configName: 'c' } }
  expect(planRun(planInput({ scale: { max: 4 } }, endpoint)).requests.endpoint?.action).toBe('update')
  expect(() => planRun(planInput({}, endpoint))).toThrow('takes no update')
})
