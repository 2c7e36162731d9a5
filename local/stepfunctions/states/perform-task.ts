import { dataLimitExceeded, Interrupted } from '../engine/failure.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { TaskRecord } from '../engine/records.ts'
import { save } from '../engine/run.ts'
import type { Integration, SyncJob, TaskCall } from '../integrations/integration.ts'
import { noteTask, type TaskVisit } from './task-events.ts'

/** Sends the request; for a job or a callback also waits for that. */
export async function perform(
  visit: TaskVisit,
  attempt: TaskRecord,
  signal: AbortSignal,
  resumed: boolean,
): Promise<any> {
  const { state, run } = visit
  const { job, pattern } = state.integration
  const call: TaskCall = {
    kernel: run.kernel,
    principal: run.principal,
    arguments: attempt.arguments,
    execution: run.execution,
  }
  if (attempt.phase === 'started') {
    const adopted = resumed && (await job?.adopt?.(call, attempt.startedAt))
    const response = adopted || (await send(state.integration, call, signal))
    if (pattern === 'request') return response
    if (isTooLarge(response)) throw dataLimitExceeded(state.integration.resourceType)
    noteTask(visit, 'Submitted', {}, { output: response })
    attempt.phase = 'submitted'
    attempt.job = job?.identify(call, response)
    save(visit)
  }
  if (job) return followJob(job, call, attempt.job, signal)
  return undefined
}

/** Sends the request; of a job that nobody waits for any more when it is made, stops it. */
async function send(integration: Integration, call: TaskCall, signal: AbortSignal): Promise<any> {
  const { job } = integration
  const sending = integration.send(call)
  const abandon = (response: any) => isAbandoned(signal) && job && cancel(job, call, job.identify(call, response))
  if (job) sending.then(abandon, () => {})
  return untilAborted(sending, signal)
}

const cancel = (job: SyncJob, call: TaskCall, identity: any) => void job.cancel(call, identity).catch(() => {})

/** Aborted for good, not left to the next process. */
const isAbandoned = ({ aborted, reason }: AbortSignal) =>
  aborted && !(reason instanceof Interrupted && reason.by === 'shutdown')

async function followJob(job: SyncJob, call: TaskCall, identity: any, signal: AbortSignal) {
  try {
    return await job.finished(call, identity, signal)
  } catch (error) {
    if (error === signal.reason && isAbandoned(signal)) cancel(job, call, identity)
    throw error
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
