import type { TaskState } from '../definition/states.ts'
import { newTaskToken } from '../engine/callbacks.ts'
import { scopeOf } from '../engine/context.ts'
import { dataLimitExceeded, Interrupted, StateFailure } from '../engine/failure.ts'
import { numberField } from '../engine/number-field.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { TaskRecord } from '../engine/records.ts'
import { note, save, type Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'
import type { Integration, TaskCall } from '../integrations/integration.ts'
import { withinLimits } from './task-limits.ts'

type TaskVisit = Visit & { state: TaskState }

/** One attempt of a task, from its first event to its last. */
export async function task(visit: TaskVisit): Promise<Outcome> {
  const { state, record } = visit
  const { integration } = state
  const resumed = record.task?.phase !== undefined && record.task.startedAt > 0
  if (!resumed) await schedule(visit)
  const attempt = record.task!
  try {
    const result = await withinLimits(visit, attempt, (signal) => perform(visit, attempt, signal, resumed))
    if (isTooLarge(result))
      throw dataLimitExceeded(integration.bareFunction ? integration.resource : integration.resourceType)
    noteTask(visit, 'Succeeded', {}, { output: result })
    return { transition: state, result }
  } catch (error) {
    if (error instanceof StateFailure) noteFailure(visit, error)
    throw error
  } finally {
    if (attempt.token) visit.run.callbacks.forget(attempt.token)
  }
}

/** Evaluates what the task is called with, and writes down that it is about to be. */
async function schedule(visit: TaskVisit): Promise<void> {
  const { state, record, run } = visit
  const { integration } = state
  const attempt: TaskRecord = {
    phase: 'started',
    arguments: null,
    startedAt: 0,
    heartbeatAt: 0,
    timeoutMs: undefined,
    heartbeatMs: undefined,
    token: integration.pattern === 'token' ? newTaskToken(run.execution.arn) : undefined,
  }
  record.task = attempt
  attempt.arguments = state.arguments ? await state.arguments.evaluate(scopeOf(visit)) : record.input
  if (isTooLarge(attempt.arguments)) throw dataLimitExceeded(state.name)
  const bounds = { low: 1, high: 99_999_999 }
  const timeout = await numberField(visit, state.timeoutSeconds, 'TimeoutSeconds', bounds)
  const heartbeat = await numberField(visit, state.heartbeatSeconds, 'HeartbeatSeconds', bounds)
  attempt.timeoutMs = timeout && timeout * 1000
  attempt.heartbeatMs = heartbeat && heartbeat * 1000
  attempt.startedAt = attempt.heartbeatAt = run.kernel.clock.now()
  const limits = {
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
  }
  if (integration.bareFunction)
    note(visit, 'LambdaFunctionScheduled', { resource: integration.resource, ...limits }, { input: attempt.arguments })
  else noteTask(visit, 'Scheduled', { region: run.kernel.region, ...limits }, { parameters: attempt.arguments })
  noteTask(visit, 'Started')
  save(visit)
}

/** Sends the request; for a job or a callback also waits for that. */
async function perform(visit: TaskVisit, attempt: TaskRecord, signal: AbortSignal, resumed: boolean): Promise<any> {
  const { state, run } = visit
  const { job, pattern } = state.integration
  const call: TaskCall = {
    kernel: run.kernel,
    principal: run.principal,
    arguments: attempt.arguments,
    execution: run.execution,
  }
  if (attempt.phase === 'started') {
    const response =
      (resumed && (await job?.adopt?.(call, attempt.startedAt))) ||
      (await untilAborted(state.integration.send(call), signal))
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

async function followJob(job: NonNullable<Integration['job']>, call: TaskCall, identity: any, signal: AbortSignal) {
  try {
    return await job.finished(call, identity, signal)
  } catch (error) {
    // Nobody waits for the job any more; Step Functions then stops it as well as it can.
    if (error === signal.reason && !(error instanceof Interrupted && error.by === 'shutdown'))
      job.cancel(call, identity).catch(() => {})
    throw error
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort))
}

function noteFailure(visit: TaskVisit, failure: StateFailure): void {
  if (failure.error === 'States.Timeout') noteTask(visit, 'TimedOut', { error: failure.error })
  else
    noteTask(visit, 'Failed', { error: failure.error, ...(failure.reason !== undefined && { cause: failure.reason }) })
}

/** A bare function has events of its own kind, that name no resource. */
function noteTask(
  visit: TaskVisit,
  what: string,
  details: Record<string, any> = {},
  payloads?: Record<string, any>,
): void {
  const { bareFunction, resource, resourceType } = visit.state.integration
  if (!bareFunction) note(visit, `Task${what}`, { resourceType, resource, ...details }, payloads)
  else note(visit, `LambdaFunction${what}`, what === 'Started' ? undefined : details, payloads)
}
