import * as z from 'zod'
import { duration, scheduleExpression, timezone } from '../scalars.ts'

const schedule = z
  .strictObject({
    expression: scheduleExpression.describe('When to retrain.').meta({ examples: ['cron(0 3 ? * SUN *)'] }),
    timezone,
  })
  .describe('The clock that retrains; goes with `schedule` in `on`.')

const code = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'the name of an ECR repository, such as churn-training')
      .optional()
      .describe('ECR repository whose pushed images retrain.'),
    tag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'an image tag, such as release')
      .optional()
      .describe('Only pushes of this tag.'),
    pipeline: z
      .string()
      .regex(/^[A-Za-z0-9.@_-]{1,100}$/, 'the name of a CodePipeline pipeline')
      .optional()
      .describe('CodePipeline pipeline whose successful executions retrain.'),
  })
  .describe('The code that retrains; goes with `code` in `on`. Either repository and tag, or pipeline.')

export const retrainSection = z
  .strictObject({
    on: z
      .array(z.enum(['data', 'drift', 'schedule', 'code']))
      .refine((kinds) => new Set(kinds).size === kinds.length, { error: 'each kind once' })
      .default(['data'])
      .describe('Events that retrain by themselves. The API always may.')
      .meta({ examples: [['data', 'schedule']] }),
    cooldown: duration('0s', '30d').default('6h').describe('Rest after a run ended before events start the next.'),
    atMostPerDay: z.int().min(1).max(100).default(4).describe('Runs that events may start in one UTC day.'),
    schedule: schedule.optional(),
    code: code.optional(),
  })
  .prefault({})
  .describe('What starts a new run, and how often.')
