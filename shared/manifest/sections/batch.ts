import * as z from 'zod'
import { duration, scheduleExpression, timezone } from '../scalars.ts'

/** A JSONPath over one record, as Transform jobs take it. */
const recordPath = z
  .string()
  .max(63, 'at most 63 characters')
  .regex(/^\$/, 'a JSONPath over one record, such as $[1:] or $.features')

const schedule = z.strictObject({
  expression: scheduleExpression.describe('When to score.').meta({ examples: ['cron(0 2 ? * * *)'] }),
  timezone,
})

/** Settings of mode `batch`. */
export const batch = z
  .strictObject({
    source: z
      .string()
      .regex(/^score\/[A-Za-z0-9!_.*'()/-]*$/, 'a prefix under score/, such as score/flight-delay/')
      .describe('Prefix in the service’s bucket with the files to score.'),
    on: z
      .array(z.enum(['data', 'schedule']))
      .refine((kinds) => new Set(kinds).size === kinds.length, { error: 'each kind once' })
      .default(['data'])
      .describe('What scores by itself: each file that lands under source, or the clock. The API always may.'),
    schedule: schedule.optional().describe('The clock that scores; goes with `schedule` in `on`.'),
    format: z.enum(['csv', 'jsonl']).default('csv').describe('Of the files to score.'),
    join: z.boolean().default(false).describe('Whether each line of the result begins with its input.'),
    inputFilter: recordPath.optional().describe('What of each record the model is given.'),
    outputFilter: recordPath.optional().describe('What of each result is kept.'),
    maxRuntime: duration('1m', '5d').default('1h').describe('Longest time that one Transform job may take.'),
  })
  .describe('Settings of mode `batch`.')
