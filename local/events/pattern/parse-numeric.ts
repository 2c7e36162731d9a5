import { type Condition, LARGEST_COMPARABLE, type NumericRange } from './condition.ts'
import { beyondRange } from './invalid-pattern.ts'
import { numberOf } from './leaf.ts'
import type { PatternTokens, Token } from './pattern-tokens.ts'

const EVERYTHING: NumericRange = { from: -LARGEST_COMPARABLE, fromOpen: false, to: LARGEST_COMPARABLE, toOpen: false }
const TOO_MANY = 'Too many elements in numeric expression'

/** `["=", 5]`, `[">", 0, "<=", 5]` and the like: one bound, or a lower one before an upper one. */
export function parseNumeric(tokens: PatternTokens): Condition {
  if (tokens.token !== '[') throw tokens.refuse('Value of numeric must be an array.')
  if (tokens.next() !== 'string') throw tokens.refuse(`Invalid member in numeric match: ${tokens.text()}`)
  const operator = tokens.text()
  const token = tokens.next()
  if (!['=', '<', '<=', '>', '>='].includes(operator))
    throw tokens.refuse(`Unrecognized numeric range operator: ${operator}`)
  const bound = limit(tokens, token, operator === '=' ? 'equals' : operator)
  const range = parseRange(tokens, operator, bound)
  if (tokens.next() !== '}') throw tokens.refuse(TOO_MANY)
  return { kind: 'numeric', range }
}

function parseRange(tokens: PatternTokens, operator: string, bound: number): NumericRange {
  const next = tokens.next()
  const upward = operator === '>' || operator === '>='
  if (next !== ']' && !upward) throw tokens.refuse(TOO_MANY)
  if (operator === '=') return { from: bound, fromOpen: false, to: bound, toOpen: false }
  if (!upward) return { ...EVERYTHING, to: bound, toOpen: operator === '<' }
  const range = { ...EVERYTHING, from: bound, fromOpen: operator === '>' }
  return next === ']' ? range : parseTop(tokens, next, range)
}

function parseTop(tokens: PatternTokens, token: Token, range: NumericRange): NumericRange {
  if (token !== 'string') throw tokens.refuse(`Bad value in numeric range: ${tokens.text()}`)
  const operator = tokens.text()
  if (operator !== '<' && operator !== '<=') throw tokens.refuse(`Bad numeric range operator: ${operator}`)
  const to = limit(tokens, tokens.next(), operator)
  if (tokens.next() !== ']') throw tokens.refuse('Too many terms in numeric range expression')
  if (range.from >= to) throw tokens.refuse('Bottom must be less than top')
  return { ...range, to, toOpen: operator === '<' }
}

function limit(tokens: PatternTokens, token: Token, operator: string): number {
  if (token !== 'number') throw tokens.refuse(`Value of ${operator} must be numeric`)
  const value = numberOf(tokens.text())
  if (typeof value !== 'number' || Math.abs(value) > LARGEST_COMPARABLE) throw tokens.refuse(beyondRange)
  return value
}
