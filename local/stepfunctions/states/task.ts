import { newTaskToken } from '../engine/callbacks.ts'
import { scopeOf } from '../engine/context.ts'
import { dataLimitExceeded, StateFailure } from '../engine/failure.ts'
import { numberField } from '../engine/number-field.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { TaskRecord } from '../engine/records.ts'
import { note, save } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'
import { perform } from './perform-task.ts'
import { noteFailure, noteTask, type TaskVisit } from './task-events.ts'
import { withinLimits } from './task-limits.ts'

/** One attempt of a task, from its first event to its last. */
export function task(visit: TaskVisit): Promise<Outcome> {
  const { record } = visit
  const resumed = record.task?.phase !== undefined && record.task.startedAt > 0
  const scheduling = resumed ? undefined : schedule(visit)
  return scheduling ? scheduling.then(() => attemptOnce(visit, false)) : attemptOnce(visit, resumed)
}

function attemptOnce(visit: TaskVisit, resumed: boolean): Promise<Outcome> {
  const { record, run } = visit
  const attempt = record.task!
  // Who was asked has died with the process. The time that it was given is not the time that nobody was there.
  if (resumed && attempt.phase === 'started') {
    attempt.sentAgainAt = attempt.heartbeatAt = run.kernel.clock.now()
    save(visit)
  }
  try {
    return withinLimits(visit, attempt, (signal) => perform(visit, attempt, signal, resumed)).then(
      (result) => succeed(visit, attempt, result),
      (error) => refuse(visit, attempt, error),
    )
  } catch (error) {
    return refuse(visit, attempt, error)
  }
}

function succeed(visit: TaskVisit, attempt: TaskRecord, result: unknown): Outcome {
  const { state } = visit
  const { integration } = state
  try {
    if (isTooLarge(result))
      throw dataLimitExceeded(integration.bareFunction ? integration.resource : integration.resourceType)
    noteTask(visit, 'Succeeded', {}, { output: result })
  } catch (error) {
    refuse(visit, attempt, error)
  }
  if (attempt.token) visit.run.callbacks.forget(attempt.token)
  return { transition: state, result }
}

function refuse(visit: TaskVisit, attempt: TaskRecord, error: unknown): never {
  if (attempt.token) visit.run.callbacks.forget(attempt.token)
  if (error instanceof StateFailure) noteFailure(visit, error)
  throw error
}

/** Evaluates what the task is called with, and writes down that it is about to be: at once, where nothing has to be waited for. */
function schedule(visit: TaskVisit): Promise<void> | undefined {
  const { state, record, run } = visit
  const { integration, timeoutSeconds, heartbeatSeconds } = state
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
  const given = state.arguments ? state.arguments.evaluate(scopeOf(visit)) : record.input
  if (given instanceof Promise) return given.then((value) => limited(visit, attempt, value))
  if (timeoutSeconds || heartbeatSeconds) return limited(visit, attempt, given)
  take(visit, attempt, given)
  begin(visit, attempt, {})
  return undefined
}

async function limited(visit: TaskVisit, attempt: TaskRecord, given: unknown): Promise<void> {
  const { timeoutSeconds, heartbeatSeconds } = visit.state
  take(visit, attempt, given)
  const bounds = { low: 1, high: 99_999_999 }
  const timeout = await numberField(visit, timeoutSeconds, 'TimeoutSeconds', bounds)
  const heartbeat = await numberField(visit, heartbeatSeconds, 'HeartbeatSeconds', bounds)
  attempt.timeoutMs = timeout && timeout * 1000
  attempt.heartbeatMs = heartbeat && heartbeat * 1000
  begin(visit, attempt, {
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
  })
}

function take({ state }: TaskVisit, attempt: TaskRecord, given: unknown): void {
  attempt.arguments = given
  if (isTooLarge(given)) throw dataLimitExceeded(state.name)
  if (!state.integration.bareFunction && !isObject(given))
    throw new StateFailure('States.Runtime', `The Arguments of the state '${state.name}' must be a JSON object`)
}

function begin(visit: TaskVisit, attempt: TaskRecord, limits: Record<string, number>): void {
  const { kernel } = visit.run
  const { bareFunction, resource } = visit.state.integration
  const now = kernel.clock.now()
  attempt.startedAt = attempt.heartbeatAt = now
  if (bareFunction) note(visit, 'LambdaFunctionScheduled', { resource, ...limits }, { input: attempt.arguments }, now)
  else noteTask(visit, 'Scheduled', { region: kernel.region, ...limits }, { parameters: attempt.arguments }, now)
  noteTask(visit, 'Started', undefined, undefined, now)
  save(visit)
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
