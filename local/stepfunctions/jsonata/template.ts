import { compileExpression, type Expression, expressionSource, type Functions, type Scope } from './expression.ts'

/** A JSON value of a definition, with JSONata expressions anywhere in it. */
export interface Template {
  /** The value itself when no expression is in it. */
  readonly constant: boolean
  /** The source of the expression that is the whole value. */
  readonly source: string | undefined
  evaluate(scope: Scope): Promise<any>
}

/** `problem` is told of each expression that does not compile, with its path; that part then evaluates to null. */
export function compileTemplate(
  value: unknown,
  location: string,
  functions: Functions,
  problem: (message: string, location: string) => void,
): Template {
  if (typeof value === 'string') {
    const source = expressionSource(value)
    if (source === undefined) {
      if (value.startsWith('{%')) problem(`The JSONata expression must end with '%}': ${value}`, location)
      return constant(value)
    }
    const expression = tryCompile(source, location, functions, problem)
    return expression
      ? { constant: false, source, evaluate: (scope) => expression.evaluate(scope, location) }
      : constant(null)
  }
  if (value === null || typeof value !== 'object') return constant(value)
  const parts = Object.entries(value).map(([key, item]) => {
    if (key.endsWith('.$')) problem(`The field '${key}' is JSONPath, which a JSONata state cannot hold`, location)
    const at = Array.isArray(value) ? `${location}[${key}]` : `${location}/${key}`
    return [key, compileTemplate(item, at, functions, problem)] as const
  })
  if (parts.every(([, part]) => part.constant)) return constant(value)
  return {
    constant: false,
    source: undefined,
    async evaluate(scope) {
      const out: any = Array.isArray(value) ? [] : {}
      for (const [key, part] of parts) out[key] = await part.evaluate(scope)
      return out
    },
  }
}

const constant = (value: unknown): Template => ({ constant: true, source: undefined, evaluate: async () => value })

function tryCompile(
  source: string,
  location: string,
  functions: Functions,
  problem: (message: string, location: string) => void,
): Expression | undefined {
  try {
    return compileExpression(source, functions)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    problem(`The JSONata expression '${source}' is invalid: ${code ? `${code}: ` : ''}${message}`, location)
    return undefined
  }
}
