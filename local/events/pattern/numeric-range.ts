import { invalidPattern } from './invalid-pattern.ts'
import { NumberText } from './json-tokens.ts'

const LARGEST = 5e9

/** A test for `["=", 5]`, `[">", 0, "<=", 5]` and the like: one bound, or a lower one before an upper one. */
export function compileNumericRange(terms: unknown): (value: number) => boolean {
  if (!Array.isArray(terms)) throw invalidPattern('Value of numeric must be an array.')
  const [operator, bound, upper, top, ...rest] = terms
  if (typeof operator !== 'string') throw invalidPattern(`Invalid member in numeric match: ${shown(operator)}`)
  if (!['=', '<', '<=', '>', '>='].includes(operator))
    throw invalidPattern(`Unrecognized numeric range operator: ${operator}`)
  const limit = numberOf(operator, bound)
  if (terms.length === 2) return comparison(operator, limit)
  if (!operator.startsWith('>') || rest.length > 0) throw invalidPattern('Too many elements in numeric expression')
  if (upper !== '<' && upper !== '<=') throw invalidPattern(`Bad numeric range operator: ${shown(upper)}`)
  const topLimit = numberOf(upper, top)
  if (limit >= topLimit) throw invalidPattern('Bottom must be less than top')
  const above = comparison(operator, limit)
  const below = comparison(upper, topLimit)
  return (value) => above(value) && below(value)
}

function comparison(operator: string, limit: number): (value: number) => boolean {
  const compare = {
    '=': (value: number) => value === limit,
    '<': (value: number) => value < limit,
    '<=': (value: number) => value <= limit,
    '>': (value: number) => value > limit,
    '>=': (value: number) => value >= limit,
  }[operator]!
  return (value) => Math.abs(value) <= LARGEST && compare(value)
}

function numberOf(operator: string, value: unknown): number {
  if (!(value instanceof NumberText))
    throw invalidPattern(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`)
  if (Math.abs(value.value) > LARGEST)
    throw invalidPattern(`Value must be between -5.0E9 and 5.0E9 inclusive: ${value.text}`)
  return value.value
}

const shown = (value: unknown) => (value instanceof NumberText ? value.text : JSON.stringify(value))
