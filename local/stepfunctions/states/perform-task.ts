import { dataLimitExceeded, Interrupted } from '../engine/failure.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { TaskRecord } from '../engine/records.ts'
import { save } from '../engine/run.ts'
import type { Integration, SyncJob, TaskCall } from '../integrations/integration.ts'
import { noteTask, type TaskVisit } from './task-events.ts'

/** Sends the request; for a job or a callback also waits for that. */
export function perform(visit: TaskVisit, attempt: TaskRecord, signal: AbortSignal, resumed: boolean): Promise<any> {
  const { kernel, principal, execution } = visit.run
  const call: TaskCall = { kernel, principal, arguments: attempt.arguments, execution }
  const { integration } = visit.state
  if (integration.pattern === 'request') return send(integration, call, signal)
  return performAndWait(visit, attempt, call, signal, resumed)
}

async function performAndWait(
  visit: TaskVisit,
  attempt: TaskRecord,
  call: TaskCall,
  signal: AbortSignal,
  resumed: boolean,
): Promise<any> {
  const { integration } = visit.state
  const { job } = integration
  if (attempt.phase === 'started') {
    const adopted = resumed && (await job?.adopt?.(call, attempt.startedAt))
    const response = adopted || (await send(integration, call, signal))
    if (isTooLarge(response)) throw dataLimitExceeded(integration.resourceType)
    noteTask(visit, 'Submitted', {}, { output: response })
    attempt.phase = 'submitted'
    attempt.job = job?.identify(call, response)
    save(visit)
  }
  if (job) return followJob(job, call, attempt.job, signal)
  return undefined
}

/** Sends the request; of a job that nobody waits for any more when it is made, stops it. */
function send(integration: Integration, call: TaskCall, signal: AbortSignal): Promise<any> {
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

/** An answer that is there at once needs nobody who looks out for the end of the execution meanwhile. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let [settled, listening] = [false, false]
    const abort = () => reject(signal.reason)
    const settle = () => {
      settled = true
      if (listening) signal.removeEventListener('abort', abort)
    }
    work.then(
      (answer) => {
        settle()
        resolve(answer)
      },
      (error) => {
        settle()
        reject(error)
      },
    )
    TURN.then(() => {
      if (settled) return
      if (signal.aborted) return abort()
      listening = true
      signal.addEventListener('abort', abort)
    })
  })
}

const TURN = Promise.resolve()
