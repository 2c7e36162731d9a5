import * as z from 'zod/mini'
import { readJob } from '#shared/aws/jobs.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({ kind: z.enum(['processing', 'training', 'transform']), name: z.string() })

/** A job that an earlier try of its state started. Throws until it has ended; a failure is told as `.sync` would tell it. */
export const handler = answersEvent(task, async ({ kind, name }) => {
  const { status, description } = await readJob(kind, name)
  if (status === 'Completed') return { name, status }
  if (status === 'Failed' || status === 'Stopped') throw named('JobFailed', JSON.stringify(description))
  throw named('JobStillRuns', `${name} is ${status}`)
})

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
