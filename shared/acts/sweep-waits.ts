import { listWaits } from '#shared/aws/ledger.ts'
import { resumeWait } from './resume-wait.ts'

/** Looks at every endpoint that an execution waits for: the event that was to resume it may have been lost. */
export async function sweepWaits(now: string): Promise<void> {
  await Promise.all((await listWaits()).map((wait) => resumeWait(wait, now)))
}
