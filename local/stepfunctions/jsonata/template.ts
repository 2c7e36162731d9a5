import { compileExpression, type Expression, expressionSource, type Functions, type Scope } from './expression.ts'

/** A JSON value of a definition, with JSONata expressions anywhere in it. */
export interface Template {
  /** The value itself when no expression is in it. */
  readonly constant: boolean
  /** The source of the expression that is the whole value. */
  readonly source: string | undefined
  /** The value: at once, where no expression in it needs the interpreter. Throws or rejects with QueryFailure. */
  evaluate(scope: Scope): any
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
    return expression ? { constant: false, source, evaluate: expression.evaluate } : constant(null)
  }
  if (value === null || typeof value !== 'object') return constant(value)
  const parts = Object.entries(value).map(([key, item]) => {
    const at = Array.isArray(value) ? `${location}[${key}]` : `${location}/${key}`
    return [key, compileTemplate(item, at, functions, problem)] as const
  })
  if (parts.every(([, part]) => part.constant)) return constant(value)
  return {
    constant: false,
    source: undefined,
    evaluate(scope) {
      const out: any = Array.isArray(value) ? [] : {}
      return fill(out, parts, 0, scope)
    },
  }
}

/** One part after the other, as AWS stops at the first that fails. */
function fill(out: any, parts: readonly (readonly [string, Template])[], from: number, scope: Scope): any {
  for (let index = from; index < parts.length; index++) {
    const [key, part] = parts[index]!
    const value = part.evaluate(scope)
    if (value instanceof Promise)
      return value.then((item) => {
        out[key] = item
        return fill(out, parts, index + 1, scope)
      })
    out[key] = value
  }
  return out
}

const constant = (value: unknown): Template => ({ constant: true, source: undefined, evaluate: () => value })

function tryCompile(
  source: string,
  location: string,
  functions: Functions,
  problem: (message: string, location: string) => void,
): Expression | undefined {
  try {
    return compileExpression(source, location, functions)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    problem(`The JSONata expression '${source}' is invalid: ${code ? `${code}: ` : ''}${message}`, location)
    return undefined
  }
}
