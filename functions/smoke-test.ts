import * as z from 'zod/mini'
import { askAsync } from '#shared/acts/ask-async.ts'
import { invoke } from '#shared/aws/invocations.ts'
import { placeOf, readObject } from '#shared/aws/objects.ts'
import { judgeAnswer } from '#shared/domain/smoke-test.ts'
import { SmokeTestFailed } from '#shared/errors.ts'
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

/** Asks the endpoint for predictions of hold-out rows, and throws unless they are such as a sound model gives. */
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
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new SmokeTestFailed([`the endpoint did not answer: ${message}`])
  }
}
