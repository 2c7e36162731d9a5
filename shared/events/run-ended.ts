import * as z from 'zod/mini'
import { envelope } from './envelope.ts'

/** An execution of the lifecycle machine came to its end. Times are epoch milliseconds; the input is JSON as text. */
export const runEnded = envelope(
  'aws.states',
  'Step Functions Execution Status Change',
  z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
    startDate: z.number(),
    stopDate: z.nullish(z.number()),
    input: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
)

export type RunEnded = z.output<typeof runEnded>

const runInput = z.object({ model: z.string(), run: z.string() })

/** Which run of which model line it was; undefined when the event came without its input, or with a stranger's. */
export function runOf({ detail: { input } }: RunEnded): { model: string; run: string } | undefined {
  try {
    return runInput.safeParse(JSON.parse(input ?? 'null')).data
  } catch {
    return undefined
  }
}
