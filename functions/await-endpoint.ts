import * as z from 'zod/mini'
import { resumeWait } from '#shared/acts/resume-wait.ts'
import { putWait } from '#shared/aws/ledger.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  taskToken: z.string(),
  endpointName: z.string(),
  configName: z.string(),
  since: z.string(),
  withinSeconds: z.number(),
})

/** Keeps the token that the endpoint's state change resumes, then looks: the change may have come before the token. */
export const handler = answersEvent(task, async ({ withinSeconds, since, ...waiting }) => {
  const until = new Date(Date.parse(since) + withinSeconds * 1000).toISOString()
  const wait = { ...waiting, since, until }
  await putWait(wait)
  await resumeWait(wait, new Date().toISOString())
})
