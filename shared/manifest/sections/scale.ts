import * as z from 'zod'
import { duration } from '../scalars.ts'
import { hours, schedule } from './scale-clock.ts'
import { scaleMetrics, target } from './scale-target.ts'

const step = z.strictObject({
  metric: z.enum(scaleMetrics).exclude(['custom', 'provisionedConcurrency']).describe('The metric.'),
  above: z.number().optional().describe('The step acts from this value up to the next step’s.'),
  below: z
    .number()
    .optional()
    .describe('The step acts from this value down to the next step’s. One of `above` and `below`.'),
  add: z.int().optional().describe('Instances to add; negative takes away.'),
  percent: z.int().optional().describe('Per cent of the instances to add; negative takes away.'),
  exact: z.int().min(0).optional().describe('Instances from then on. One of `add`, `percent` and `exact`.'),
  minutes: z.int().min(1).max(60).default(3).describe('Minutes in a row that the value must last.'),
  cooldown: duration('0s', '1h').default('5m').describe('Rest after the step.'),
})

export const scaleSection = z
  .strictObject({
    min: z.int().min(0).default(1).describe('Fewest instances. 0 only in mode async.'),
    max: z.int().min(1).describe('Most instances.'),
    target: target.optional(),
    steps: z
      .array(step)
      .max(20)
      .default([])
      .describe('Step scaling. Steps of one metric and direction make one policy with one alarm.'),
    hours: hours.optional(),
    schedules: z
      .array(schedule)
      // Application Auto Scaling takes 200 for a target, and business hours need some.
      .max(200)
      .default([])
      .describe('Bounds that change by the clock, until the next change.'),
  })
  .describe('How the endpoint scales with traffic and with the clock.')
