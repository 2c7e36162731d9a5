import * as z from 'zod'
import { scheduleExpression, timezone } from '../scalars.ts'

const time = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,24}$/, 'at most 24 letters, digits, _ and -')
    .describe('Name of the occasion.'),
  cron: scheduleExpression.describe('When it comes.').meta({ examples: ['cron(0 19 ? * MON-FRI *)'] }),
  timezone,
  to: z
    .enum(['parked', 'serverless', 'instances'])
    .describe('How the line serves from then on. Parked it has no endpoint.'),
})

export const switchSection = z
  .strictObject({
    production: z
      .boolean()
      .default(true)
      .describe(
        'Only a line that says `false` may be parked, by its times or by hand, or served serverless instead of by instances: it is away then.',
      ),
    times: z.array(time).max(20).default([]).describe('What changes how the line serves; the latest one holds.'),
    follow: z
      .string()
      .max(32)
      .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'the name of a model line, such as flight-delay')
      .optional()
      .describe('Another model line, whose `times` hold for this one too. Instead of `times`.'),
  })
  .describe('What the clock makes of the way in which the line serves, beyond what scaling can do.')
