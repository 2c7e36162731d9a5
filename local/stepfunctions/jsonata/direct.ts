import type { Scope } from './expression.ts'

/** Computes an expression's value without the interpreter. Throws Bail where only the interpreter knows. */
export type Direct = (scope: Scope) => unknown

/** Thrown, always the same one, when values turn up whose treatment is the interpreter's matter. */
export const BAIL: unique symbol = Symbol('left to the interpreter')

type Node = any
type Operator = (left: unknown, right: unknown) => unknown

/**
 * Compiles what most expressions of state machines are made of (paths over objects, literals, comparisons, arithmetic,
 * object constructors, `$merge`, `$exists`) to closures: the interpreter takes 5 to 10 µs for what these do in 0.2.
 * Undefined for everything else. Arrays on a path, mixed types and functions that are shadowed bail out at run time, so
 * that JSONata's own rules hold wherever they are special.
 */
export function compileDirect(ast: Node): Direct | undefined {
  switch (ast.type) {
    case 'string':
    case 'number':
    case 'value':
      return () => ast.value
    case 'variable':
      return variable(ast.value)
    case 'path':
      return path(ast)
    case 'binary':
      return binary(ast)
    case 'condition':
      return condition(ast)
    case 'unary':
      return ast.value === '{' ? objectOf(ast) : undefined
    case 'function':
      return call(ast)
    case 'block':
      return ast.expressions.length === 1 ? compileDirect(ast.expressions[0]) : undefined
    default:
      return undefined
  }
}

function variable(name: string): Direct | undefined {
  // `$` and `$$` are what the expression is evaluated against, and that is nothing.
  if (name === '' || name === '$') return undefined
  return ({ states, variables }) => {
    if (name === 'states') return states
    if (!Object.hasOwn(variables, name)) throw BAIL
    return opaque(variables[name])
  }
}

function path({ steps, ...rest }: Node): Direct | undefined {
  if (Object.keys(rest).some((key) => key !== 'type')) return undefined
  const [first, ...names] = steps
  const plainStep = (step: Node) => Object.keys(step).every((key) => ['type', 'value', 'position'].includes(key))
  if (first.type !== 'variable' || !steps.every(plainStep) || names.some(({ type }: Node) => type !== 'name'))
    return undefined
  const keys: string[] = names.map(({ value }: Node) => value)
  const ofStates = first.value === 'states' && keys.length > 0 ? keys.shift()! : undefined
  const start: Direct | undefined =
    ofStates === undefined ? variable(first.value) : (scope) => opaque(scope.state(ofStates))
  if (!start || keys.includes('__proto__')) return undefined
  return (scope) => {
    let value = start(scope)
    for (const key of keys) {
      if (value === null || typeof value !== 'object') return undefined
      value = opaque((value as Record<string, unknown>)[key])
    }
    return value
  }
}

function opaque(value: unknown): unknown {
  if (typeof value === 'function' || Array.isArray(value)) throw BAIL
  return value
}

const both = (type: 'number' | 'string', left: unknown, right: unknown) => typeof left === type && typeof right === type

const ordered =
  (compare: (left: any, right: any) => boolean): Operator =>
  (left, right) => {
    if (!both('number', left, right) && !both('string', left, right)) throw BAIL
    return compare(left, right)
  }

const arithmetic =
  (compute: (left: any, right: any) => number): Operator =>
  (left, right) => {
    const result = both('number', left, right) ? compute(left, right) : Number.NaN
    if (!Number.isFinite(result)) throw BAIL
    return result
  }

const equal: Operator = (left, right) => {
  if ((typeof left === 'object' && left !== null) || (typeof right === 'object' && right !== null)) throw BAIL
  return left !== undefined && right !== undefined && left === right
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '>': ordered((left, right) => left > right),
  '<': ordered((left, right) => left < right),
  '>=': ordered((left, right) => left >= right),
  '<=': ordered((left, right) => left <= right),
  '=': equal,
  '+': arithmetic((left, right) => left + right),
  '-': arithmetic((left, right) => left - right),
  '*': arithmetic((left, right) => left * right),
  '&': (left, right) => {
    if (!both('string', left, right)) throw BAIL
    return `${left}${right}`
  },
}

function binary({ value, lhs, rhs }: Node): Direct | undefined {
  const [left, right] = [compileDirect(lhs), compileDirect(rhs)]
  if (!left || !right) return undefined
  if (value === 'and') return (scope) => truth(left(scope)) && truth(right(scope))
  if (value === 'or') return (scope) => truth(left(scope)) || truth(right(scope))
  const operator = OPERATORS[value]
  return operator && ((scope) => operator(left(scope), right(scope)))
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw BAIL
  return value
}

function condition(ast: Node): Direct | undefined {
  const [test, yes, no] = [ast.condition, ast.then, ast.else].map((part) => part && compileDirect(part))
  if (!test || !yes || !no) return undefined
  return (scope) => (truth(test(scope)) ? yes(scope) : no(scope))
}

/** Sets members of an object to what they are computed to, one after the other. */
type Fill = (made: Record<string, unknown>, scope: Scope) => Record<string, unknown>

function objectOf(ast: Node): Direct | undefined {
  const fill = members(ast)
  return fill && ((scope) => fill({}, scope))
}

function members({ lhs }: Node): Fill | undefined {
  const each: [string, Direct | undefined][] = lhs.map(([key, value]: [Node, Node]) => [
    key.type === 'string' && key.value !== '__proto__' ? key.value : undefined,
    compileDirect(value),
  ])
  const names = new Set(each.map(([name]) => name))
  if (names.size < each.length || each.some(([name, value]) => name === undefined || !value)) return undefined
  return (made, scope) => {
    for (const [name, value] of each) {
      const found = value!(scope)
      if (found !== undefined) made[name] = found
    }
    return made
  }
}

function call({ procedure, arguments: given }: Node): Direct | undefined {
  const { value: name } = procedure
  if (procedure.type !== 'variable' || given.length !== 1) return undefined
  const direct = name === 'exists' ? exists(given[0]) : name === 'merge' ? merge(given[0]) : undefined
  return (
    direct &&
    ((scope) => {
      if (Object.hasOwn(scope.variables, name)) throw BAIL
      return direct(scope)
    })
  )
}

function exists(argument: Node): Direct | undefined {
  const value = compileDirect(argument)
  return value && ((scope) => value(scope) !== undefined)
}

/** `$merge([a, b, ...])` of objects. */
function merge(argument: Node): Direct | undefined {
  if (argument.type !== 'unary' || argument.value !== '[') return undefined
  const parts: (Fill | undefined)[] = argument.expressions.map(merged)
  if (parts.length === 0 || !parts.every(Boolean)) return undefined
  return (scope) => {
    const made: Record<string, unknown> = {}
    for (const part of parts) part!(made, scope)
    return made
  }
}

function merged(part: Node): Fill | undefined {
  if (part.type === 'unary' && part.value === '{') return members(part)
  const direct = compileDirect(part)
  return (
    direct &&
    ((made, scope) => {
      const value = direct(scope)
      if (value === null || typeof value !== 'object' || Object.hasOwn(value, '__proto__')) throw BAIL
      return Object.assign(made, value)
    })
  )
}
