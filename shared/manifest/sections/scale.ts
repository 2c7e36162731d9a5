import * as z from 'zod'
import { duration, scheduleExpression, timezone } from '../scalars.ts'

const target = z
  .strictObject({
    metric: z.enum(['invocationsPerInstance', 'cpu', 'concurrentRequests']).describe('The metric to hold.'),
    value: z.number().positive().describe('The value to hold it at.'),
    scaleInCooldown: duration('0s', '1h').default('5m').describe('Rest after taking instances away.'),
    scaleOutCooldown: duration('0s', '1h').default('1m').describe('Rest after adding instances.'),
  })
  .describe('Target tracking.')

const step = z.strictObject({
  metric: z.enum(['invocationsPerInstance', 'cpu', 'concurrentRequests', 'backlogPerInstance']).describe('The metric.'),
  above: z.number().describe('The step acts above this value.'),
  add: z.int().describe('Instances to add; negative takes away.'),
})

const schedule = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and -')
    .describe('Name of the schedule.'),
  cron: scheduleExpression.describe('When it acts.'),
  timezone,
  min: z.int().min(0).describe('Fewest instances from then on.'),
  max: z.int().min(1).describe('Most instances from then on.'),
})

export const scaleSection = z
  .strictObject({
    min: z.int().min(0).default(1).describe('Fewest instances. 0 only in mode async.'),
    max: z.int().min(1).describe('Most instances.'),
    target: target.optional(),
    steps: z.array(step).default([]).describe('Step scaling.'),
    schedules: z.array(schedule).default([]).describe('Bounds that change by the clock.'),
  })
  .describe('How the endpoint scales with traffic and with the clock.')
