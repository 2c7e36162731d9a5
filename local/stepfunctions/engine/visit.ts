import type { Transition } from '../definition/states.ts'
import { choice } from '../states/choice.ts'
import { fail } from '../states/fail.ts'
import { map } from '../states/map.ts'
import { parallel } from '../states/parallel.ts'
import { pass } from '../states/pass.ts'
import { task } from '../states/task.ts'
import { wait } from '../states/wait.ts'
import { scopeOf } from './context.ts'
import { matchesError } from './error-match.ts'
import { dataLimitExceeded, QueryFailure, StateFailure } from './failure.ts'
import { isTooLarge } from './payload.ts'
import { retryDelay } from './retry-delay.ts'
import { forgetChildren, save, type Visit } from './run.ts'

/** What a state came to: its result if its type has one, and the transition to take. */
export interface Outcome {
  transition: Transition
  result?: any
}

export interface Exit {
  next: string | undefined
  output: any
  assigned: Record<string, any> | undefined
}

type Behaviour = (visit: any) => Promise<Outcome>

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  Pass: pass,
  Succeed: pass,
  Fail: fail,
  Choice: choice,
  Wait: wait,
  Task: task,
  Parallel: parallel,
  Map: map,
}

const FANS = new Set(['Map', 'Parallel'])

/** Carries out the state that the branch is in, with its retries and catchers. */
export async function visit(here: Visit): Promise<Exit> {
  const { state, record, run, signal } = here
  for (;;) {
    try {
      if (record.retryAt !== undefined) {
        await run.kernel.clock.sleep(record.retryAt - run.kernel.clock.now(), signal)
        delete record.retryAt
      }
      return await conclude(here, await behave(here))
    } catch (error) {
      const failure = asFailure(here, error)
      if (planRetry(here, failure)) continue
      if (FANS.has(state.type)) record.last = run.history.append(`${state.type}StateFailed`, record.last)
      const catcher = state.catchers.find(({ errorEquals }) => matchesError(errorEquals, failure))
      if (!catcher) throw failure
      forgetChildren(run.branches, record)
      try {
        return await conclude(here, { transition: catcher }, failure)
      } catch (inCatcher) {
        throw asFailure(here, inCatcher)
      }
    }
  }
}

/** Carries out what a state's type is about. */
export const behave = (here: Visit): Promise<Outcome> => BEHAVIOURS[here.state.type]!(here)

/** Evaluates Assign and Output, both against the values before the state. */
export async function conclude(here: Visit, outcome: Outcome, failure?: StateFailure): Promise<Exit> {
  const { assign, output, next } = outcome.transition
  const hasResult = 'result' in outcome
  const scope =
    assign || output
      ? scopeOf(here, failure ? { errorOutput: failure.output } : hasResult ? { result: outcome.result } : {})
      : undefined
  const assigned = assign && (await assign.evaluate(scope!))
  const unchanged = failure ? failure.output : hasResult ? outcome.result : here.record.input
  const value = output ? await output.evaluate(scope!) : unchanged
  for (const payload of [value, ...Object.values(assigned ?? {})])
    if (isTooLarge(payload)) throw dataLimitExceeded(here.state.name)
  return { next, output: value, assigned }
}

/** Counts the retry and sets its time; false when no retrier takes the failure. */
function planRetry(here: Visit, failure: StateFailure): boolean {
  const { state, record, run } = here
  const index = state.retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure))
  if (index < 0) return false
  record.retries ??= state.retriers.map(() => 0)
  const counts = record.retries
  const delay = retryDelay(state.retriers[index]!, counts[index]!)
  if (delay === undefined) return false
  counts[index]!++
  record.retryCount = (record.retryCount ?? 0) + 1
  record.retryAt = run.kernel.clock.now() + delay
  delete record.task
  delete record.wakeAt
  forgetChildren(run.branches, record)
  delete record.fan
  delete record.mapRun
  save(here)
  return true
}

/** Failures pass; a query's becomes an event and States.QueryEvaluationError; interruptions and defects go on up. */
function asFailure(here: Visit, error: unknown): StateFailure {
  if (error instanceof StateFailure) return error
  if (!(error instanceof QueryFailure)) throw error
  const { record, state, run } = here
  const { id, before } = record.entered!
  const cause = `An error occurred while executing the state '${state.name}' (entered at the event id #${id}). ${error.message}`
  const details = {
    error: 'States.QueryEvaluationError',
    cause,
    ...(error.location !== undefined && { location: error.location }),
    state: state.name,
  }
  // AWS links it to what came before the state, as long as nothing has happened in it.
  record.last = run.history.append('EvaluationFailed', record.last === id ? before : record.last, details)
  return new StateFailure('States.QueryEvaluationError', cause)
}
