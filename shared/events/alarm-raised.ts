import * as z from 'zod/mini'
import { envelope } from './envelope.ts'

/** A CloudWatch alarm came into ALARM. */
export const alarmRaised = envelope(
  'aws.cloudwatch',
  'CloudWatch Alarm State Change',
  z.object({
    alarmName: z.string(),
    state: z.object({ value: z.literal('ALARM'), reason: z.optional(z.string()), timestamp: z.optional(z.string()) }),
  }),
)
