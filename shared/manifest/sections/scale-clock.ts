import * as z from 'zod'
import { scheduleExpression, timezone } from '../scalars.ts'
import { atProblem } from '../schedule-expression.ts'

const fewest = z.int().min(0)
const most = z.int().min(1)

const at = z
  .string()
  .meta({ title: 'at(…)' })
  .superRefine((text, context) => {
    const problem = atProblem(text)
    if (problem) context.addIssue({ code: 'custom', message: `at(2026-12-24T08:00:00); ${problem}` })
  })

export const schedule = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and -')
    .describe('Name of the schedule.'),
  cron: scheduleExpression.optional().describe('When it acts, again and again.'),
  at: at.optional().describe('When it acts, once. One of `cron` and `at`.'),
  timezone,
  min: fewest.describe('Fewest instances from then on.'),
  max: most.describe('Most instances from then on.'),
})

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, such as '09:00'")
  .meta({ title: 'time of day' })

export const hours = z
  .strictObject({
    days: z
      .string()
      .regex(
        /^(SUN|MON|TUE|WED|THU|FRI|SAT)([-,](SUN|MON|TUE|WED|THU|FRI|SAT))*$/,
        'days of the week, such as MON-FRI or MON,WED',
      )
      .meta({ title: 'days of the week' })
      .default('MON-FRI')
      .describe('The days of business.'),
    from: timeOfDay.describe('When business begins.'),
    to: timeOfDay.describe('When it ends, on the same day.'),
    timezone,
    min: fewest.describe('Fewest instances during business.'),
    max: most.describe('Most instances during business.'),
    holidays: z
      .array(z.iso.date('a date, such as 2026-12-25'))
      .max(60)
      .default([])
      .describe('Dates without business: a minute after it would have begun, the bounds are those of `scale` again.'),
  })
  .describe('Other bounds during business hours; outside of them `min` and `max` of `scale` hold.')
