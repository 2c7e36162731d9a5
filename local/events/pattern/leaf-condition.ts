import { invalidPattern } from './invalid-pattern.ts'
import { compileCidr, ipNumber } from './ip-range.ts'
import { type Leaf, NumberText } from './json-tokens.ts'
import { compileNumericRange } from './numeric-range.ts'
import { compileWildcard } from './wildcard.ts'

/** What one member of a pattern's array asks of a leaf. */
export interface Condition {
  test(leaf: Leaf): boolean
  /** Also true where the event has nothing at that path. */
  absent?: true
  /** The one string it accepts; for the index over rules. */
  exactly?: string
}

export function compileCondition(member: unknown): Condition {
  if (typeof member === 'string') return exact(member)
  if (member instanceof NumberText) return { test: (leaf) => leaf instanceof NumberText && leaf.text === member.text }
  if (member === null || typeof member === 'boolean') return { test: (leaf) => leaf === member }
  if (typeof member !== 'object' || Array.isArray(member))
    throw invalidPattern('Match value must be String, number, true, false, or null')
  const [entry, ...others] = Object.entries(member as Record<string, unknown>)
  if (!entry) throw invalidPattern('Match expression name not found')
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression')
  const [name, argument] = entry
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (!operator) throw invalidPattern(`Unrecognized match type ${name}`)
  return operator(argument)
}

function exact(text: string): Condition {
  const ip = ipNumber(text)
  // Two spellings of one IPv6 address are the same value.
  if (ip?.bits === 128) return onStrings((value) => value === text || ipNumber(value)?.value === ip.value)
  return { test: (leaf) => leaf === text, exactly: text }
}

const onStrings = (test: (text: string) => boolean): Condition => ({
  test: (leaf) => typeof leaf === 'string' && test(leaf),
})

const OPERATORS: Record<string, (argument: any) => Condition> = {
  prefix: (argument) => onStrings(affix('prefix', argument)),
  suffix: (argument) => onStrings(affix('suffix', argument)),
  'equals-ignore-case': (argument) => {
    if (typeof argument !== 'string') throw invalidPattern('equals-ignore-case match pattern must be a string')
    return onStrings((text) => folded(text) === folded(argument))
  },
  wildcard: (argument) => {
    if (typeof argument !== 'string') throw invalidPattern('wildcard match pattern must be a string')
    return onStrings(compileWildcard(argument))
  },
  cidr: (argument) => {
    if (typeof argument !== 'string') throw invalidPattern('cidr match pattern must be a string')
    return onStrings(compileCidr(argument))
  },
  numeric: (argument) => {
    const inRange = compileNumericRange(argument)
    return { test: (leaf) => leaf instanceof NumberText && inRange(leaf.value) }
  },
  exists: (argument) => {
    if (typeof argument !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.')
    return argument ? { test: () => true } : { test: () => false, absent: true }
  },
  'anything-but': anythingBut,
}

const AFFIX = {
  prefix: (text: string, affix: string) => text.startsWith(affix),
  suffix: (text: string, affix: string) => text.endsWith(affix),
}

function affix(kind: 'prefix' | 'suffix', argument: unknown): (text: string) => boolean {
  const has = AFFIX[kind]
  if (typeof argument === 'string') return (text) => has(text, argument)
  if (!isObject(argument)) throw invalidPattern(`${kind} match pattern must be a string`)
  const [[operator, value] = ['', undefined], ...others] = Object.entries(argument)
  if (operator !== 'equals-ignore-case') throw invalidPattern(`Unsupported ${kind} pattern: ${operator}`)
  if (typeof value !== 'string') throw invalidPattern('equals-ignore-case match pattern must be a string')
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression')
  return (text) => has(folded(text), folded(value))
}

function anythingBut(argument: unknown): Condition {
  if (isObject(argument)) return anythingButNested(argument)
  const values = Array.isArray(argument) ? argument : [argument]
  if (values.length > 0 && values.every((value) => typeof value === 'string'))
    return { test: (leaf) => !values.includes(leaf as string) }
  if (values.length > 0 && values.every((value) => value instanceof NumberText))
    return { test: (leaf) => !(leaf instanceof NumberText && values.some(({ value }) => value === leaf.value)) }
  throw invalidPattern('Inside anything but list, either all values are number or string, mixed type is not supported')
}

const NESTED: Record<string, (value: string) => (text: string) => boolean> = {
  prefix: (value) => (text) => text.startsWith(nonEmpty(value)),
  suffix: (value) => (text) => text.endsWith(nonEmpty(value)),
  'equals-ignore-case': (value) => (text) => folded(text) === folded(value),
  wildcard: compileWildcard,
}

function anythingButNested(argument: Record<string, unknown>): Condition {
  const [[operator, value] = ['', undefined], ...others] = Object.entries(argument)
  const compile = Object.hasOwn(NESTED, operator) ? NESTED[operator] : undefined
  if (!compile) throw invalidPattern(`Unsupported anything-but pattern: ${operator}`)
  if (others.length > 0) throw invalidPattern('Too many elements in numeric expression')
  const values = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.some((item) => typeof item !== 'string'))
    throw invalidPattern(`${operator} match pattern must be a string`)
  if (operator === 'prefix' || operator === 'suffix') values.forEach(nonEmpty)
  const tests = values.map(compile)
  return { test: (leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf)) }
}

function nonEmpty(value: string): string {
  if (value === '') throw invalidPattern('Null prefix/suffix not allowed')
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

const folded = (text: string) => text.toUpperCase().toLowerCase()
