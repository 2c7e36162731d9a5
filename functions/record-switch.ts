import * as z from 'zod/mini'
import { recordSwitch } from '#shared/acts/record-switch.ts'
import { answersEvent } from '#shared/handler.ts'

const caught = z.nullish(z.object({ Error: z.string(), Cause: z.nullish(z.string()) }))

const task = z.object({
  model: z.string(),
  switch: z.string(),
  /** What was done; null when nothing could be planned. */
  plan: z.nullable(
    z.object({
      to: z.enum(['parked', 'serverless', 'instances']),
      home: z.boolean(),
      since: z.string(),
      because: z.string(),
      version: z.number(),
      configName: z.nullable(z.string()),
    }),
  ),
  /** What kept the line from serving as it ought to; it serves as it is deployed instead. */
  instead: caught,
  /** What kept it from that too. */
  failure: caught,
  /** What kept it from scaling once it served again as it is deployed. */
  unscaled: caught,
})

/** Writes down how a line serves from now on, or why that could not be changed, and frees its endpoint. */
export const handler = answersEvent(task, ({ switch: id, ...done }) =>
  recordSwitch({ ...done, id }, new Date().toISOString()),
)
