import type { MapState, State } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { matchesError } from '../engine/error-match.ts'
import { QueryFailure, StateFailure } from '../engine/failure.ts'
import { numberField } from '../engine/number-field.ts'
import { retryDelay } from '../engine/retry-delay.ts'
import type { Visit } from '../engine/run.ts'
import { behave, conclude, type Exit, type Outcome } from '../engine/visit.ts'
import { mapInputs } from '../states/distributed/map-inputs.ts'
import { exceedsTolerance, toleranceExceeded } from '../states/distributed/tolerance.ts'
import { readMapItems } from '../states/map.ts'
import { invalid, type TestRequest } from './test-request.ts'

export interface Inspected {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  exit?: Exit
  failure?: StateFailure
  /** What DEBUG shows beside the input and the variables; values are JSON yet. */
  data: Record<string, any>
}

/** Carries out one state as an execution would, a mock in place of what it asks of others. */
export async function inspectState(visit: Visit, request: TestRequest): Promise<Inspected> {
  const { state } = visit
  const data: Record<string, any> = {}
  try {
    const outcome = request.mock ? await mocked(visit, request, data) : await behave(visit)
    if (state.type === 'Task') {
      if (state.arguments && visit.record.task) data['afterArguments'] ??= visit.record.task.arguments
      data['result'] = outcome.result
    }
    return { status: 'SUCCEEDED', exit: await conclude(visit, outcome), data }
  } catch (error) {
    const failure = failureOf(error)
    if (state.type === 'Task' && state.arguments && visit.record.task)
      data['afterArguments'] ??= visit.record.task.arguments
    return handled(visit, failure, request.retryCount, data)
  }
}

async function mocked(visit: Visit, request: TestRequest, data: Record<string, any>): Promise<Outcome> {
  const { state } = visit
  const mock = request.mock!
  if (state.type === 'Task' && state.arguments) data['afterArguments'] = await state.arguments.evaluate(scopeOf(visit))
  if (state.type === 'Parallel') await state.arguments?.evaluate(scopeOf(visit))
  if (state.type === 'Map') await inspectMap(visit as Visit & { state: MapState }, request, data)
  if ('error' in mock) throw new StateFailure(mock.error, mock.cause)
  return { transition: state, result: mock.result }
}

async function inspectMap(visit: Visit & { state: MapState }, request: TestRequest, data: Record<string, any>) {
  const { state } = visit
  const { reader, batcher, toleratedCount, toleratedPercentage, writer } = state.distributed ?? {}
  if (reader && request.readerData !== undefined && !Array.isArray(request.readerData))
    throw invalid('Map item reader data must be an array.')
  const items: any[] = reader ? (request.readerData ?? []) : await readMapItems(visit)
  const sourced = items.map((value) => ({ value, source: 'STATE_DATA' }))
  if (state.itemSelector || batcher) {
    const inputs = (await mapInputs(visit, sourced)).map(({ input }) => input)
    data[batcher ? 'afterItemBatcher' : 'afterItemSelector'] = inputs
  }
  const bounds = { low: 0, high: 1_000_000 }
  data['maxConcurrency'] = (await numberField(visit, state.maxConcurrency, 'MaxConcurrency', bounds)) ?? 0
  const limits: Record<string, number> = {}
  if (toleratedCount) limits['toleratedFailureCount'] = await toleratedCount.evaluate(scopeOf(visit))
  if (toleratedPercentage) limits['toleratedFailurePercentage'] = await toleratedPercentage.evaluate(scopeOf(visit))
  Object.assign(data, limits)
  const { mock, mapFailures = 0 } = request
  const hasLimits = Object.keys(limits).length > 0
  if (mock && 'result' in mock && hasLimits && !writer?.arguments)
    if (exceedsTolerance(limits as any, mapFailures, mock.result.length)) throw toleranceExceeded()
}

/** What its retriers and catchers make of a failure after `retries` earlier retries. */
async function handled(
  visit: Visit,
  failure: StateFailure,
  retries: number,
  data: Record<string, any>,
): Promise<Inspected> {
  const { retriers, catchers }: State = visit.state
  const retryIndex = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure))
  if (retryIndex >= 0) {
    data['errorDetails'] = { retryIndex }
    const delay = retryDelay(retriers[retryIndex]!, retries)
    if (delay !== undefined) {
      data['errorDetails'].retryBackoffIntervalSeconds = Math.round(delay / 1000)
      return { status: 'RETRIABLE', failure, data }
    }
  }
  const catchIndex = catchers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure))
  if (catchIndex < 0) return { status: 'FAILED', failure, data }
  data['errorDetails'] = { ...data['errorDetails'], catchIndex }
  try {
    const exit = await conclude(visit, { transition: catchers[catchIndex]! }, failure)
    return { status: 'CAUGHT_ERROR', failure, exit, data }
  } catch (error) {
    return { status: 'FAILED', failure: failureOf(error), data }
  }
}

/** A failure as a state under test has it: there is no event that its cause could name. */
function failureOf(error: unknown): StateFailure {
  if (error instanceof QueryFailure) return new StateFailure('States.QueryEvaluationError', error.message)
  if (!(error instanceof StateFailure)) throw error
  const reason = error.reason?.replace(
    /^An error occurred while executing the state '.*?' \(entered at the event id #\d+\)\. /s,
    '',
  )
  return new StateFailure(error.error, reason, error.aliases)
}
