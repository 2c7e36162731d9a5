import jsonata from 'jsonata'
import { QueryFailure } from '../engine/failure.ts'
import { isKnownPayload } from '../engine/payload.ts'
import { BAIL, compileDirect, type Direct } from './direct.ts'

/** What an expression sees: `$states` and the variables in scope. */
export interface Scope {
  states: Record<string, unknown>
  variables: Record<string, unknown>
  /** One member of `$states`. */
  state(name: string): unknown
}

export type Functions = Record<string, (...args: any[]) => unknown>

export interface Expression {
  readonly source: string
  /** The value, as plain JSON: at once, where no interpreter is needed. Throws or rejects with QueryFailure. */
  readonly evaluate: (scope: Scope) => any
}

/** The text between `{%` and `%}`, or undefined for a string that is no expression. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined
}

/** Compiles JSONata as Step Functions runs it, of the field at `location`. Throws Error with what is wrong with the text. */
export function compileExpression(source: string, location: string, functions: Functions): Expression {
  const compiled = jsonata(source)
  const ast = compiled.ast()
  const direct = compileDirect(ast)
  if (calls(ast, 'eval')) throw new Error('$eval is not supported by Step Functions; use $parse')
  for (const [name, implementation] of Object.entries(functions)) compiled.assign(name, implementation)
  return {
    source,
    evaluate(scope) {
      const value = direct ? attempt(direct, scope) : BAIL
      if (value === undefined) throw failure(source, location, 'returned nothing (undefined).')
      return value === BAIL ? interpret(compiled, source, scope, location) : value
    },
  }
}

function attempt(direct: Direct, scope: Scope): unknown {
  try {
    return direct(scope)
  } catch (error) {
    if (error === BAIL) return BAIL
    throw error
  }
}

async function interpret(compiled: jsonata.Expression, source: string, scope: Scope, location: string): Promise<any> {
  let value: unknown
  try {
    value = await compiled.evaluate(undefined, { ...scope.variables, states: scope.states })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    throw failure(source, location, `threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`)
  }
  if (value === undefined) throw failure(source, location, 'returned nothing (undefined).')
  return plain(value, () => failure(source, location, 'returned an unsupported result type.'))
}

const failure = (source: string, location: string, what: string) =>
  new QueryFailure(`The JSONata expression '${source}' specified for the field '${location}' ${what}`, location)

/** Refuses functions, and copies the arrays that JSONata has marked as its own sequences. */
function plain(value: any, refusal: () => Error): any {
  if (typeof value === 'function') throw refusal()
  if (value === null || typeof value !== 'object' || isKnownPayload(value)) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, refusal))
    return isOurs(value) && items.every((item, index) => item === value[index]) ? value : items
  }
  if (value._jsonata_lambda || value._jsonata_function) throw refusal()
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item, refusal)] as const)
  return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries)
}

const isOurs = (array: any) => !array.sequence && !array.outerWrapper && !array.keepSingleton && !array.cons

function calls(node: any, name: string): boolean {
  if (node === null || typeof node !== 'object') return false
  if (node.type === 'variable' && node.value === name) return true
  return Object.values(node).some((child) => calls(child, name))
}
