import * as z from 'zod'
import { duration } from '../scalars.ts'

export const scaleMetrics = [
  'invocationsPerInstance',
  'cpu',
  'latency',
  'concurrency',
  'backlogPerInstance',
  'provisionedConcurrency',
  'custom',
] as const

const statistic = z.enum(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'])
const dimensions = z.record(z.string().min(1).max(255), z.string().min(1).max(1024))
const metricName = z.string().min(1).max(255)

const metricInMath = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]{0,254}$/, 'a lower-case letter, then letters, digits and _')
    .describe('Name of the term in expressions.'),
  expression: z.string().min(1).max(2048).optional().describe('CloudWatch metric math over the other terms.'),
  namespace: metricName.optional().describe('Namespace of the metric, of a term without expression.'),
  name: metricName.optional().describe('Name of the metric, of a term without expression.'),
  statistic: statistic.optional().describe('Statistic of the metric, of a term without expression.'),
  dimensions: dimensions.optional().describe('Dimensions of the metric.'),
})

const custom = z
  .strictObject({
    namespace: metricName.optional().describe('Namespace of the metric.'),
    name: metricName.optional().describe('Name of the metric.'),
    statistic: statistic.default('Average').describe('What is made of the values of a minute.'),
    unit: z.string().min(1).max(64).optional().describe('Unit of the metric.'),
    dimensions: dimensions.optional().describe('Dimensions of the metric. The endpoint’s own unless given.'),
    math: z.array(metricInMath).min(1).max(10).optional().describe('Terms of metric math; the last is the result.'),
  })
  .describe('The metric of `metric: custom`: one of CloudWatch, or metric math.')

export const target = z
  .strictObject({
    metric: z.enum(scaleMetrics).describe('The metric to hold.'),
    value: z
      .number()
      .positive()
      .optional()
      .describe('The value to hold it at: per minute, per cent of a vCPU, milliseconds, requests, or a share up to 1.'),
    measuredMaximum: z
      .number()
      .positive()
      .optional()
      .describe(
        'Instead of `value`: requests a minute that one instance was measured to serve at its latency objective.',
      ),
    utilization: z
      .number()
      .min(10)
      .max(95)
      .default(70)
      .describe('Per cent of `measuredMaximum` to hold: what is left takes the traffic while instances start.'),
    custom: custom.optional(),
    scaleIn: z.boolean().default(true).describe('Whether it also takes instances away.'),
    scaleInCooldown: duration('0s', '1h').default('5m').describe('Rest after taking instances away.'),
    scaleOutCooldown: duration('0s', '1h').default('1m').describe('Rest after adding instances.'),
  })
  .describe('Target tracking.')
