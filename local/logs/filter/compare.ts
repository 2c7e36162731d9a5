import { regularExpression } from './regular-expression.ts'

export const OPERATORS = ['!=', '<=', '>=', '=', '<', '>'] as const
export type Operator = (typeof OPERATORS)[number]

const NUMBER = /^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/

/** A test of one value against what stands right of an operator: a number, text with `*`, or `%expression%`. */
export function comparison(operator: Operator, wanted: string): (value: unknown) => boolean {
  const equal = equality(wanted)
  switch (operator) {
    case '=':
      return equal
    case '!=':
      return (value) => value !== undefined && !equal(value)
    default: {
      const bound = Number(wanted)
      return (value) => {
        const number = numberOf(value)
        if (number === undefined || Number.isNaN(bound)) return false
        if (operator === '<') return number < bound
        if (operator === '<=') return number <= bound
        return operator === '>' ? number > bound : number >= bound
      }
    }
  }
}

function equality(wanted: string): (value: unknown) => boolean {
  if (wanted.startsWith('%')) {
    const expression = regularExpression(wanted)
    return (value) => isPlain(value) && expression.test(String(value))
  }
  if (NUMBER.test(wanted)) {
    const number = Number(wanted)
    return (value) => numberOf(value) === number
  }
  const quoted = /^"(.*)"$/s.exec(wanted)?.[1] ?? wanted
  const parts = quoted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const like = new RegExp(`^${parts.join('.*')}$`, 's')
  return (value) => isPlain(value) && like.test(String(value))
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}
