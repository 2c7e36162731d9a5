import type { ResolveIntegration } from '../integrations/integration.ts'
import type { Functions } from '../jsonata/expression.ts'
import { expressionSource } from '../jsonata/expression.ts'
import { compileTemplate, type Template } from '../jsonata/template.ts'
import { checkFlow } from './check-flow.ts'
import { checkVariables } from './check-variables.ts'
import { Diagnostics } from './diagnostics.ts'
import { readCatchers, readRetriers } from './error-handlers.ts'
import { JSONPATH_FIELDS, REFUSED_FIELDS, REQUIRED_FIELDS, STATE_FIELDS } from './state-fields.ts'
import type { Block, Definition, State, Transition } from './states.ts'

export interface CompileOptions {
  functions: Functions
  resolve: ResolveIntegration
  express: boolean
}

export interface Compiled {
  definition: Definition
  diagnostics: Diagnostics
}

/** Reads a definition; what is wrong with it is in `diagnostics`, and then it must not be run. */
export function compileDefinition(text: string, options: CompileOptions): Compiled {
  const diagnostics = new Diagnostics()
  const machine = parse(text, diagnostics)
  const names = new Set<string>()

  const template = (value: unknown, field: string, at: string): Template | undefined =>
    value === undefined
      ? undefined
      : compileTemplate(value, field, options.functions, (message, where) =>
          diagnostics.schema(message, `${at}/${where}`),
        )
  const transition = (raw: any, at: string, next = raw.Next): Transition => ({
    assign: template(raw.Assign, 'Assign', at),
    output: template(raw.Output, 'Output', at),
    next,
  })

  const block = (raw: any, at: string, jsonata: boolean): Block => {
    const states = new Map<string, State>()
    const missing = ['States', 'StartAt'].filter((field) => raw?.[field] === undefined)
    if (missing.length > 0) diagnostics.schema(`These fields are required: [${missing.join(', ')}]`, at || '/')
    for (const [name, rawState] of Object.entries<any>(isObject(raw?.States) ? raw.States : {})) {
      const where = `${at}/States/${name}`
      if (name.length > 80) diagnostics.schema('A state name can have at most 80 characters', where)
      if (names.has(name)) diagnostics.schema(`The state name '${name}' is used more than once`, where)
      names.add(name)
      const state = isObject(rawState) && readState(name, rawState, where, jsonata)
      if (state) states.set(name, state)
      else if (!isObject(rawState)) diagnostics.schema('A state must be a JSON object', where)
    }
    if (missing.length === 0) checkFlow(raw, at, diagnostics)
    return { startAt: raw?.StartAt, states }
  }

  const readState = (name: string, raw: any, at: string, jsonata: boolean): State | undefined => {
    const fields = STATE_FIELDS[raw.Type]
    if (!fields) {
      diagnostics.schema(`Value is not one of the state types: [${Object.keys(STATE_FIELDS).join(', ')}]`, `${at}/Type`)
      return undefined
    }
    const language = raw.QueryLanguage ?? (jsonata ? 'JSONata' : 'JSONPath')
    if (language !== 'JSONata') {
      if (jsonata)
        diagnostics.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at)
      else
        diagnostics.schema(
          `The state '${name}' is written in JSONPath, which the local runtime does not run: set "QueryLanguage": "JSONata" and write it in JSONata`,
          at,
        )
      return undefined
    }
    for (const field of Object.keys(raw)) {
      if (['Type', 'Comment', 'QueryLanguage'].includes(field) || fields.includes(field)) continue
      if (JSONPATH_FIELDS.has(field))
        diagnostics.schema(`The field '${field}' is JSONPath, which a JSONata state cannot hold`, at)
      else if (REFUSED_FIELDS[field])
        diagnostics.schema(`The field '${field}' is not supported here: ${REFUSED_FIELDS[field]}`, at)
      else diagnostics.schema(`Field is not supported: '${field}'`, at)
    }
    const missing = (REQUIRED_FIELDS[raw.Type] ?? []).filter((field) => raw[field] === undefined)
    if (missing.length > 0) {
      diagnostics.schema(`These fields are required: [${missing.join(', ')}]`, at)
      return undefined
    }
    const common = {
      name,
      ...transition(raw, at, raw.Type === 'Choice' ? raw.Default : raw.Next),
      retriers: readRetriers(raw.Retry, at, diagnostics),
      catchers: readCatchers(raw.Catch, at, diagnostics, (catcher, where) => transition(catcher, where)),
    }
    const field = (key: string) => template(raw[key], key, at)
    const number = (key: string) => {
      const value = raw[key]
      const expression = typeof value === 'string' && expressionSource(value) !== undefined
      if (value !== undefined && !expression && !(Number.isInteger(value) && value >= 0))
        diagnostics.schema(`'${key}' must be a whole number of at least 0, or a JSONata expression`, at)
      return field(key)
    }
    switch (raw.Type) {
      case 'Task': {
        const integration = options.resolve(raw.Resource, raw.Arguments)
        if (typeof integration === 'string') {
          diagnostics.schema(integration, `${at}/Resource`)
          return undefined
        }
        if (options.express && integration.pattern !== 'request') {
          const suffix = integration.pattern === 'sync' ? '.sync' : '.waitForTaskToken'
          diagnostics.schema(`Express state machine does not support '${suffix}' service integration`, `${at}/Resource`)
        }
        const argument = field('Arguments')
        return {
          ...common,
          type: 'Task',
          integration,
          arguments: argument,
          timeoutSeconds: number('TimeoutSeconds'),
          heartbeatSeconds: number('HeartbeatSeconds'),
        }
      }
      case 'Parallel':
        if (!Array.isArray(raw.Branches) || raw.Branches.length === 0)
          diagnostics.schema("'Branches' must be a non-empty array", at)
        return {
          ...common,
          type: 'Parallel',
          arguments: field('Arguments'),
          branches: (Array.isArray(raw.Branches) ? raw.Branches : []).map((branch: any, index: number) =>
            block(branch, `${at}/Branches[${index}]`, jsonata),
          ),
        }
      case 'Map': {
        const mode = raw.ItemProcessor?.ProcessorConfig?.Mode ?? 'INLINE'
        if (mode !== 'INLINE')
          diagnostics.schema(
            `The state '${name}' is a Map in ${mode} mode, which the local runtime does not run yet: use INLINE`,
            `${at}/ItemProcessor/ProcessorConfig/Mode`,
          )
        return {
          ...common,
          type: 'Map',
          processor: block(raw.ItemProcessor, `${at}/ItemProcessor`, jsonata),
          items: field('Items'),
          itemSelector: field('ItemSelector'),
          maxConcurrency: number('MaxConcurrency'),
        }
      }
      case 'Choice': {
        const choices: any[] = Array.isArray(raw.Choices) ? raw.Choices : []
        if (choices.length === 0) diagnostics.schema("'Choices' must be a non-empty array", at)
        const rules = choices.map((rule, index) => {
          const where = `${at}/Choices[${index}]`
          const lacking = ['Condition', 'Next'].filter((key) => rule?.[key] === undefined)
          if (lacking.length > 0) diagnostics.schema(`These fields are required: [${lacking.join(', ')}]`, where)
          const at_ = `Choices[${index}]/Condition`
          return { ...transition(rule ?? {}, where), condition: template(rule?.Condition ?? null, at_, at)! }
        })
        return { ...common, type: 'Choice', rules }
      }
      case 'Wait':
        if ((raw.Seconds === undefined) === (raw.Timestamp === undefined))
          diagnostics.schema('Exactly one of these fields is required: [Seconds, Timestamp]', at)
        return { ...common, type: 'Wait', seconds: number('Seconds'), timestamp: field('Timestamp') }
      case 'Fail':
        return { ...common, type: 'Fail', error: field('Error'), cause: field('Cause') }
      default:
        return { ...common, type: raw.Type }
    }
  }

  const timeout = machine?.TimeoutSeconds
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout > 0))
    diagnostics.schema("'TimeoutSeconds' must be a whole number above 0", '/')
  const root = machine ? block(machine, '', machine.QueryLanguage === 'JSONata') : { startAt: '', states: new Map() }
  checkVariables(machine, diagnostics)
  return { definition: { text, root, timeoutSeconds: timeout }, diagnostics }
}

function parse(text: string, diagnostics: Diagnostics): any {
  try {
    const value = text === '' ? undefined : JSON.parse(text)
    if (isObject(value)) return value
    diagnostics.add('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object')
  } catch (error) {
    diagnostics.add('INVALID_JSON_DESCRIPTION', (error as Error).message)
  }
  return undefined
}

const isObject = (value: unknown): value is Record<string, any> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
