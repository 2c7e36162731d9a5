import { StateFailure } from '../engine/failure.ts'
import type { TaskRecord } from '../engine/records.ts'
import { save } from '../engine/run.ts'
import type { TaskVisit } from './task-events.ts'

/**
 * Runs an attempt within its timeout and, while it waits for a token, its heartbeat. `perform` resolves with the
 * result, or with undefined when the token's answer is the result.
 */
export function withinLimits(
  visit: TaskVisit,
  attempt: TaskRecord,
  perform: (signal: AbortSignal) => Promise<any>,
): Promise<any> {
  // Nothing but the end of the execution limits it, and for that one request looks out itself.
  const unlimited = visit.state.integration.pattern === 'request' && attempt.timeoutMs === undefined
  return unlimited ? perform(visit.signal) : limit(visit, attempt, perform)
}

async function limit(
  visit: TaskVisit,
  attempt: TaskRecord,
  perform: (signal: AbortSignal) => Promise<any>,
): Promise<any> {
  const { run, signal } = visit
  const { clock } = run.kernel
  const ending = new AbortController()
  const interrupt = () => ending.abort(signal.reason)
  if (signal.aborted) interrupt()
  signal.addEventListener('abort', interrupt, { once: true })

  const expire = (alias?: string) => ending.abort(new StateFailure('States.Timeout', undefined, alias ? [alias] : []))
  const since = attempt.sentAgainAt ?? attempt.startedAt
  const timeout = attempt.timeoutMs && clock.after(since + attempt.timeoutMs - clock.now(), () => expire())
  const armHeartbeat = () =>
    attempt.token && attempt.heartbeatMs
      ? clock.after(attempt.heartbeatAt + attempt.heartbeatMs - clock.now(), () => expire('States.HeartbeatTimeout'))
      : undefined
  let heartbeat = armHeartbeat()
  const beat = () => {
    heartbeat?.cancel()
    attempt.heartbeatAt = clock.now()
    heartbeat = armHeartbeat()
    save(visit)
  }
  const answer = attempt.token ? run.callbacks.expect(attempt.token, attempt, () => save(visit), beat) : undefined

  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(ending.signal.reason)
  if (ending.signal.aborted) abort()
  ending.signal.addEventListener('abort', abort, { once: true })
  try {
    const performed = attempt.answer ? Promise.resolve() : perform(ending.signal)
    const work = performed.then(async (result) => {
      const outcome = await answer
      if (!outcome) return result
      if ('failure' in outcome) throw outcome.failure
      return outcome.output
    })
    return await Promise.race([work, aborted])
  } finally {
    if (timeout) timeout.cancel()
    heartbeat?.cancel()
    signal.removeEventListener('abort', interrupt)
    ending.signal.removeEventListener('abort', abort)
  }
}
