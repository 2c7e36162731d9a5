import { jsonProblem } from '../json-problem.ts'
import { checkFlow } from './check-flow.ts'
import { checkVariables } from './check-variables.ts'
import { Diagnostics } from './diagnostics.ts'
import { readState } from './read-state.ts'
import { type CompileOptions, isObject, type Reader } from './reader.ts'
import type { Block, Definition, State } from './states.ts'

export interface Compiled {
  definition: Definition
  diagnostics: Diagnostics
}

/** Reads a definition; what is wrong with it is in `diagnostics`, and then it must not be run. */
export function compileDefinition(text: string, options: CompileOptions): Compiled {
  const diagnostics = new Diagnostics()
  const machine = parse(text, diagnostics)
  const reader = readerOf(machine, diagnostics, options)
  const timeoutSeconds = machine?.TimeoutSeconds
  if (timeoutSeconds !== undefined && !(Number.isInteger(timeoutSeconds) && timeoutSeconds > 0))
    diagnostics.schema("'TimeoutSeconds' must be a whole number above 0", '/')
  const root = machine ? readBlock(reader, machine, '') : { startAt: '', states: new Map() }
  checkVariables(machine, diagnostics)
  return { definition: { text, root, timeoutSeconds }, diagnostics }
}

/** Reads one state that stands alone, whatever it leads to; undefined with what is wrong among the diagnostics. */
export function compileState(text: string, name: string, options: CompileOptions) {
  const diagnostics = new Diagnostics()
  const raw = parse(text, diagnostics)
  const state = raw && readState(readerOf(raw, diagnostics, options), name, raw, `/States/${name}`)
  return { state, diagnostics }
}

function readerOf(machine: any, diagnostics: Diagnostics, options: CompileOptions): Reader {
  const reader: Reader = {
    ...options,
    diagnostics,
    jsonata: machine?.QueryLanguage === 'JSONata',
    stateNames: new Set(),
    block: (raw, at) => readBlock(reader, raw, at),
  }
  return reader
}

function readBlock(reader: Reader, raw: any, at: string): Block {
  const { diagnostics, stateNames } = reader
  const missing = ['States', 'StartAt'].filter((field) => raw?.[field] === undefined)
  if (missing.length > 0) diagnostics.schema(`These fields are required: [${missing.join(', ')}]`, at || '/')
  const states = new Map<string, State>()
  for (const [name, rawState] of Object.entries(isObject(raw?.States) ? raw.States : {})) {
    const where = `${at}/States/${name}`
    if (name.length > 80) diagnostics.schema('A state name can have at most 80 characters', where)
    if (stateNames.has(name)) diagnostics.schema(`The state name '${name}' is used more than once`, where)
    stateNames.add(name)
    if (!isObject(rawState)) diagnostics.schema('A state must be a JSON object', where)
    const state = isObject(rawState) && readState(reader, name, rawState, where)
    if (state) states.set(name, state)
  }
  if (missing.length === 0) checkFlow(raw, at, diagnostics)
  return { startAt: raw?.StartAt, states }
}

function parse(text: string, diagnostics: Diagnostics): any {
  let value: unknown
  try {
    value = text.trim() === '' ? undefined : JSON.parse(text)
  } catch (error) {
    const problem = jsonProblem(text)
    if (!problem) diagnostics.add('INVALID_JSON_DESCRIPTION', (error as Error).message)
    else {
      const source = `[Source: (String)"${text}"; line: ${problem.line}, column: ${problem.column}]`
      diagnostics.add('INVALID_JSON_DESCRIPTION', `${problem.message}\n at ${source}`, source)
    }
    return undefined
  }
  if (isObject(value)) return value
  diagnostics.add('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object')
  return undefined
}
