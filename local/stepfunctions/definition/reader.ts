import type { ResolveIntegration } from '../integrations/integration.ts'
import { expressionSource, type Functions } from '../jsonata/expression.ts'
import { compileTemplate, type Template } from '../jsonata/template.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { Block, Transition } from './states.ts'

export interface CompileOptions {
  functions: Functions
  resolve: ResolveIntegration
  express: boolean
}

/** What every part of a definition is read with. */
export interface Reader extends CompileOptions {
  readonly diagnostics: Diagnostics
  /** Whether the whole machine is in JSONata. */
  readonly jsonata: boolean
  readonly stateNames: Set<string>
  readonly block: (raw: any, at: string) => Block
}

/** `field` is how an error at run time names it, `at` where its owner is in the definition. */
export function readTemplate(reader: Reader, value: unknown, field: string, at: string): Template | undefined {
  if (value === undefined) return undefined
  return compileTemplate(value, field, reader.functions, (message, where) =>
    reader.diagnostics.schema(message, `${at}/${where}`),
  )
}

/** A field that takes a whole number or an expression. */
export function readNumber(reader: Reader, raw: any, field: string, at: string): Template | undefined {
  const value = raw[field]
  const isExpression = typeof value === 'string' && expressionSource(value) !== undefined
  if (value !== undefined && !isExpression && !(Number.isInteger(value) && value >= 0))
    reader.diagnostics.schema(`'${field}' must be a whole number of at least 0, or a JSONata expression`, at)
  return readTemplate(reader, value, field, at)
}

export const readTransition = (reader: Reader, raw: any, at: string): Transition => ({
  // Assigning nothing leaves no trace in the history.
  assign:
    isObject(raw.Assign) && Object.keys(raw.Assign).length === 0
      ? undefined
      : readTemplate(reader, raw.Assign, 'Assign', at),
  output: readTemplate(reader, raw.Output, 'Output', at),
  next: raw.Next,
})

export const isObject = (value: unknown): value is Record<string, any> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
