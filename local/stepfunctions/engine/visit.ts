import type { Transition } from '../definition/states.ts'
import type { Scope } from '../jsonata/expression.ts'
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

type Behaviour = (visit: any) => Outcome | Promise<Outcome>

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

/** Carries out the state that the branch is in, with its retries and catchers: at once, where nothing has to be waited for. */
export function visit(here: Visit): Exit | Promise<Exit> {
  if (here.record.retryAt !== undefined) return visitAgain(here)
  try {
    const outcome = behave(here)
    if (!(outcome instanceof Promise)) return concludeOrMend(here, outcome)
    return outcome.then(
      (came) => concludeOrMend(here, came),
      (error) => mend(here, error),
    )
  } catch (error) {
    return mend(here, error)
  }
}

function concludeOrMend(here: Visit, outcome: Outcome): Exit | Promise<Exit> {
  try {
    const exit = conclude(here, outcome)
    return exit instanceof Promise ? exit.catch((error) => mend(here, error)) : exit
  } catch (error) {
    return mend(here, error)
  }
}

async function visitAgain(here: Visit): Promise<Exit> {
  const { record, run, signal } = here
  for (;;) {
    try {
      await run.kernel.clock.sleep(record.retryAt! - run.kernel.clock.now(), signal)
      record.retryAt = undefined
      return await conclude(here, await behave(here))
    } catch (error) {
      const exit = await takeFailure(here, error)
      if (exit) return exit
    }
  }
}

const mend = async (here: Visit, error: unknown): Promise<Exit> =>
  (await takeFailure(here, error)) ?? (await visitAgain(here))

/** Where a catcher leads; nothing when the state is to be tried again. Throws what nobody takes. */
async function takeFailure(here: Visit, error: unknown): Promise<Exit | undefined> {
  const { state, record, run } = here
  const failure = asFailure(here, error)
  if (planRetry(here, failure)) return undefined
  // A state that could not even begin to fan out for an error of the runtime has no event of its own for that.
  if (FANS.has(state.type) && (record.fan || failure.error !== 'States.Runtime'))
    record.last = run.history.append(`${state.type}StateFailed`, record.last)
  const catcher = state.catchers.find(({ errorEquals }) => matchesError(errorEquals, failure))
  if (!catcher) throw failure
  forgetChildren(run.branches, record)
  try {
    return await conclude(here, { transition: catcher }, failure)
  } catch (inCatcher) {
    throw asFailure(here, inCatcher)
  }
}

/** Carries out what a state's type is about. */
export const behave = (here: Visit): Outcome | Promise<Outcome> => BEHAVIOURS[here.state.type]!(here)

/** Evaluates Assign and Output, both against the values before the state. */
export function conclude(here: Visit, outcome: Outcome, failure?: StateFailure): Exit | Promise<Exit> {
  const { assign, output } = outcome.transition
  const hasResult = 'result' in outcome
  const unchanged = failure ? failure.output : hasResult ? outcome.result : here.record.input
  if (!assign && !output) return exitOf(here, outcome, unchanged, undefined)
  const scope = scopeOf(here, failure ? { errorOutput: failure.output } : hasResult ? outcome : undefined)
  const assigned = assign?.evaluate(scope)
  if (assigned instanceof Promise) return assigned.then((values) => finish(here, outcome, unchanged, scope, values))
  return finish(here, outcome, unchanged, scope, assigned)
}

function finish(
  here: Visit,
  outcome: Outcome,
  unchanged: unknown,
  scope: Scope,
  assigned: Record<string, any> | undefined,
): Exit | Promise<Exit> {
  const { output } = outcome.transition
  const value = output ? output.evaluate(scope) : unchanged
  if (value instanceof Promise) return value.then((awaited) => exitOf(here, outcome, awaited, assigned))
  return exitOf(here, outcome, value, assigned)
}

function exitOf(
  here: Visit,
  { transition }: Outcome,
  output: unknown,
  assigned: Record<string, any> | undefined,
): Exit {
  // The state's input was measured when it came.
  const isNew = output !== here.record.input
  if ((isNew && isTooLarge(output)) || (assigned && Object.values(assigned).some(isTooLarge)))
    throw dataLimitExceeded(here.state.name)
  return { next: transition.next, output, assigned }
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
  record.task = record.wakeAt = undefined
  forgetChildren(run.branches, record)
  record.fan = record.mapRun = undefined
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
  const previous = record.last === id && !error.late ? before : record.last
  record.last = run.history.append('EvaluationFailed', previous, details)
  return new StateFailure('States.QueryEvaluationError', cause)
}
