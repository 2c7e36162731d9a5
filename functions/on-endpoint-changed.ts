import { resumeWait } from '#shared/acts/resume-wait.ts'
import { readWait } from '#shared/aws/ledger.ts'
import { endpointChanged } from '#shared/events/endpoint-changed.ts'
import { answersEvent } from '#shared/handler.ts'

/** An endpoint came to rest: resumes the execution that waits for it, if one does. */
export const handler = answersEvent(endpointChanged, async ({ detail }) => {
  const wait = await readWait(detail.EndpointName)
  if (wait) await resumeWait(wait, new Date().toISOString())
})
