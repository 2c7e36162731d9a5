import * as z from 'zod/mini'
import { askAsync } from '#shared/acts/ask-async.ts'
import { invoke } from '#shared/aws/invocations.ts'
import { placeOf, readObject } from '#shared/aws/objects.ts'
import { judgeAnswer } from '#shared/domain/smoke-test.ts'
import { type FailedCall, isTransient } from '#shared/domain/transient-answer.ts'
import { EndpointUnsteady, SmokeTestFailed } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  endpointName: z.string(),
  holdoutFeatures: z.string(),
  answer: z.enum(['probability', 'probabilities', 'class', 'number']),
  rows: z.number(),
  timeoutSeconds: z.number(),
  /** Where an asynchronous endpoint finds the rows. */
  asyncInput: z.nullish(z.string()),
})

type Task = z.output<typeof task>

/** As much of the hold-out as holds a thousand rows of a kilobyte; the first rows are all that is sent. */
const firstBytes = 'bytes=0-1048575'

/**
 * Asks the endpoint for predictions of hold-out rows, and throws unless they are such as a sound model gives:
 * EndpointUnsteady where it is worth asking again.
 */
export const handler = answersEvent(task, async (asked) => {
  const lines = await firstRows(asked.holdoutFeatures, asked.rows)
  const body = await answerOf(asked, lines.join('\n'))
  const { passed, reasons } = judgeAnswer({ rows: lines.length, answer: asked.answer, status: 200, body })
  if (!passed) throw new SmokeTestFailed(reasons)
  return { rows: lines.length }
})

async function firstRows(uri: string, rows: number): Promise<string[]> {
  const bytes = await readObject(placeOf(uri), firstBytes)
  const lines = Buffer.from(bytes ?? [])
    .toString()
    .split('\n')
  // The range may have cut the last line in two.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  const sent = whole.filter((line) => line !== '').slice(0, rows)
  if (sent.length === 0) throw new SmokeTestFailed([`${uri} holds no rows to send`])
  return sent
}

async function answerOf({ endpointName, timeoutSeconds, asyncInput }: Task, body: string): Promise<string> {
  try {
    if (asyncInput) return await askAsync(endpointName, asyncInput, body, timeoutSeconds)
    return await invoke(endpointName, body, timeoutSeconds)
  } catch (error) {
    const message = `the endpoint did not answer: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`
    throw isTransient(failedCall(error)) ? new EndpointUnsteady(message) : new SmokeTestFailed([message])
  }
}

/** The SDK's errors carry more than their type says. */
function failedCall(thrown: unknown): FailedCall {
  const error = thrown as Error & {
    $metadata?: { httpStatusCode?: number }
    OriginalStatusCode?: number
    code?: string
  }
  return {
    name: error.name,
    status: error.$metadata?.httpStatusCode,
    originalStatus: error.OriginalStatusCode,
    code: error.code,
  }
}
