import { expressionSource } from '../jsonata/expression.ts'
import { offsetDateTime } from '../offset-date-time.ts'
import { checkFields } from './check-fields.ts'
import { readCatchers, readRetriers } from './error-handlers.ts'
import { readMap } from './read-map.ts'
import { isObject, type Reader, readNumber, readTemplate, readTransition } from './reader.ts'
import type { ChoiceRule, State } from './states.ts'

type Common = Pick<State, 'name' | 'retriers' | 'catchers' | 'assign' | 'output' | 'next'>
/** What states of one type have beyond what all have. */
export type Of<T extends State['type']> = Omit<Extract<State, { type: T }>, keyof Common>
type Own =
  | Of<'Task'>
  | Of<'Parallel'>
  | Of<'Map'>
  | Of<'Choice'>
  | Of<'Wait'>
  | Of<'Fail'>
  | { type: 'Pass' | 'Succeed' }

/** A state, compiled; undefined for one that cannot be, with the reason among the diagnostics. */
export function readState(reader: Reader, name: string, raw: any, at: string): State | undefined {
  if (!checkFields(reader, name, raw, at)) return undefined
  const { diagnostics } = reader
  const own = READERS[raw.Type]!(reader, raw, at, name)
  if (!own) return undefined
  return {
    name,
    ...readTransition(reader, raw, at),
    ...(raw.Type === 'Choice' && { next: raw.Default }),
    retriers: readRetriers(raw.Retry, at, diagnostics),
    catchers: readCatchers(raw.Catch, at, diagnostics, (catcher, where) => readTransition(reader, catcher, where)),
    ...own,
  }
}

type ReadOwn = (reader: Reader, raw: any, at: string, name: string) => Own | undefined

const READERS: Readonly<Record<string, ReadOwn>> = {
  Pass: () => ({ type: 'Pass' }),
  Succeed: () => ({ type: 'Succeed' }),
  Task: readTask,
  Parallel: readParallel,
  Map: readMap,
  Choice: readChoice,
  Wait: readWait,
  Fail: (reader, raw, at) => ({
    type: 'Fail',
    error: readTemplate(reader, raw.Error, 'Error', at),
    cause: readTemplate(reader, raw.Cause, 'Cause', at),
  }),
}

function readTask(reader: Reader, raw: any, at: string): Of<'Task'> | undefined {
  const { diagnostics, express, resolve } = reader
  const integration = resolve(raw.Resource, raw.Arguments)
  if (typeof integration === 'string') {
    diagnostics.schema(integration, `${at}/Resource`)
    return undefined
  }
  if (express && integration.pattern !== 'request') {
    // The second space before AWS's "at" is AWS's own.
    const what =
      integration.pattern === 'sync' ? "'.sync' service integration" : "'.waitForTaskToken' service integration "
    diagnostics.schema(`Express state machine does not support ${what}`, `${at}/Resource`)
  }
  if (raw.HeartbeatSeconds >= raw.TimeoutSeconds)
    diagnostics.schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", at)
  return {
    type: 'Task',
    integration,
    arguments: readTemplate(reader, raw.Arguments, 'Arguments', at),
    timeoutSeconds: readNumber(reader, raw, 'TimeoutSeconds', at),
    heartbeatSeconds: readNumber(reader, raw, 'HeartbeatSeconds', at),
  }
}

function readParallel(reader: Reader, raw: any, at: string): Of<'Parallel'> {
  const branches: any[] = Array.isArray(raw.Branches) ? raw.Branches : []
  if (branches.length === 0) reader.diagnostics.schema('Value cannot be empty', `${at}/Branches`)
  return {
    type: 'Parallel',
    arguments: readTemplate(reader, raw.Arguments, 'Arguments', at),
    branches: branches.map((branch, index) => reader.block(branch, `${at}/Branches[${index}]`)),
  }
}

function readChoice(reader: Reader, raw: any, at: string): Of<'Choice'> {
  const choices: any[] = Array.isArray(raw.Choices) ? raw.Choices : []
  if (choices.length === 0) reader.diagnostics.schema('Value cannot be empty', `${at}/Choices`)
  const readRule = (given: any, index: number): ChoiceRule => {
    const rule = isObject(given) ? given : {}
    const where = `${at}/Choices[${index}]`
    const missing = ['Condition', 'Next'].filter((key) => rule[key] === undefined)
    if (missing.length > 0) reader.diagnostics.schema(`These fields are required: [${missing.join(', ')}]`, where)
    const condition = readTemplate(reader, rule['Condition'] ?? null, `Choices[${index}]/Condition`, at)!
    return { ...readTransition(reader, rule, where), condition }
  }
  return { type: 'Choice', rules: choices.map(readRule) }
}

function readWait(reader: Reader, raw: any, at: string): Of<'Wait'> {
  if ((raw.Seconds === undefined) === (raw.Timestamp === undefined))
    reader.diagnostics.schema('Exactly one of these fields is required: [Seconds, Timestamp]', at)
  const isExpression = typeof raw.Timestamp === 'string' && expressionSource(raw.Timestamp) !== undefined
  if (raw.Timestamp !== undefined && !isExpression && offsetDateTime(raw.Timestamp) === undefined)
    reader.diagnostics.schema('String does not match RFC3339 timestamp', `${at}/Timestamp`)
  return {
    type: 'Wait',
    seconds: readNumber(reader, raw, 'Seconds', at),
    timestamp: readTemplate(reader, raw.Timestamp, 'Timestamp', at),
  }
}
