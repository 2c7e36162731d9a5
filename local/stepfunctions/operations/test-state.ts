import { checkDefinition, refuseDefinition } from '../check-definition.ts'
import { compileState } from '../definition/compile-definition.ts'
import type { Block, State } from '../definition/states.ts'
import { isRetried } from '../engine/context.ts'
import type { Engine } from '../engine/engine.ts'
import { firstBranch, type Visit } from '../engine/run.ts'
import { checkMock } from '../test-state/check-mock.ts'
import { inspectState } from '../test-state/inspect-state.ts'
import { checkContext } from '../test-state/test-context.ts'
import { invalid, readRequest, type TestRequest } from '../test-state/test-request.ts'

/** A state of its own has no name in the request. */
const UNNAMED = 'StateName'

/** Carries out one state without an execution. */
export const testState = (engine: Engine) => async (input: any) => {
  const request = readRequest(input)
  const state = stateOf(engine, input.definition, input.stateName)
  checkMock(state, request)
  if (request.context) checkContext(request.context, state)
  if (!request.mock && state.type === 'Task' && !input.roleArn)
    throw invalid('RoleArn must be specified when testing a Task state')
  const visit = visitOf(engine, state, request, input)
  const { status, exit, failure, data } = await inspectState(visit, request)
  const variables = { ...request.variables, ...exit?.assigned }
  return {
    status,
    ...(exit && {
      output: outputText(exit.output, request, input),
      ...(exit.next !== undefined && { nextState: exit.next }),
    }),
    ...(failure && {
      ...(failure.error !== '' && { error: failure.error }),
      ...(failure.reason !== undefined && { cause: failure.reason }),
    }),
    ...((input.inspectionLevel ?? 'INFO') !== 'INFO' && {
      inspectionData: {
        input: input.input ?? '{}',
        ...Object.fromEntries(Object.entries(data).flatMap(described)),
        ...(Object.keys(variables).length > 0 && { variables: JSON.stringify(variables) }),
      },
    }),
  }
}

/** What goes through unchanged keeps the text that it came as. */
function outputText(output: any, { input, mock }: TestRequest, raw: any): string {
  if (mock && 'result' in mock && output === mock.result) return raw.mock.result
  return output === input && raw.input !== undefined ? raw.input : JSON.stringify(output)
}

/** Data is told as text; counts and what became of an error as they are. */
const described = ([name, value]: [string, any]) =>
  value === undefined
    ? []
    : [[name, typeof value === 'number' || name === 'errorDetails' ? value : JSON.stringify(value)]]

function stateOf(engine: Engine, definition: string, name: string | undefined): State {
  if (name === undefined) {
    const { state, diagnostics } = compileState(definition, UNNAMED, engine.compileOptions('STANDARD'))
    refuseDefinition(diagnostics)
    return state!
  }
  if (!mentions(definition, name)) throw invalid('State not found in definition')
  checkDefinition(engine, definition, 'STANDARD')
  return find(engine.compile(definition, 'STANDARD').definition.root, name)!
}

/** Whether a definition has a state of that name; of what is no JSON the compiler tells. */
function mentions(definition: string, name: string): boolean {
  let found = false
  try {
    JSON.parse(definition, (key, value) => {
      if (key === 'States' && value !== null && typeof value === 'object') found ||= Object.hasOwn(value, name)
      return value
    })
  } catch {
    return true
  }
  return found
}

function find(block: Block, name: string): State | undefined {
  for (const state of block.states.values()) {
    if (state.name === name) return state
    const inner = state.type === 'Parallel' ? state.branches : state.type === 'Map' ? [state.processor] : []
    for (const each of inner) {
      const found = find(each, name)
      if (found) return found
    }
  }
  return undefined
}

function visitOf(engine: Engine, state: State, request: TestRequest, { roleArn, input = '{}' }: any): Visit {
  const { kernel } = engine
  const [name, machineName] = [kernel.requestId(), kernel.requestId()]
  const now = kernel.clock.now()
  const run = engine.transientRun({
    arn: kernel.arn('states', `express:${machineName}:${name}`),
    name,
    machineArn: kernel.arn('states', `stateMachine:${machineName}`),
    machineName,
    roleArn: roleArn ?? kernel.arn('iam', 'role/none'),
    definition: engine.archive.keepDefinition('{}'),
    machineUpdatedAt: now,
    status: 'RUNNING',
    input,
    startDate: now,
    redriveCount: 0,
  })
  const context = request.context ?? {
    Execution: {
      Id: run.execution.arn,
      Input: request.input,
      Name: name,
      RoleArn: roleArn ?? null,
      StartTime: new Date(now).toISOString(),
    },
    StateMachine: { Id: run.execution.machineArn, Name: machineName },
    State: {
      Name: state.name,
      EnteredTime: new Date(now).toISOString(),
      ...(isRetried(state) && { RetryCount: request.retryCount }),
    },
  }
  const record = firstBranch(run.execution.arn, state.name, request.input)
  record.variables = request.variables
  record.entered = { id: 0, at: now, before: 0 }
  run.branches.put(record.key, record)
  const block: Block = { startAt: state.name, states: new Map([[state.name, state]]) }
  return { run: { ...run, context }, block, record, outer: {}, signal: run.abort.signal, state }
}
