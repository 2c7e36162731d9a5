import { AwsError } from '../../kernel/aws-error.ts'

/** A metric math expression as a tree. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'operator'; operator: string; left: Expression; right: Expression }
  | { kind: 'negative'; of: Expression }

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z_]\w*)|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y

/** Binding power of each operator; a greater one binds closer. */
const POWER: Record<string, number> = {
  '||': 1,
  OR: 1,
  '&&': 2,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
}
const NEGATIVE_POWER = 7

interface Token {
  kind: 'number' | 'text' | 'name' | 'sign'
  text: string
}

/** Parses metric math. Throws ValidationError for what is none. */
export function parseExpression(source: string): Expression {
  const tokens = tokenize(source)
  let at = 0
  const peek = () => tokens[at]
  const refuse = () => new AwsError('ValidationError', `Error in expression: syntax error in '${source}'`)
  const take = (text: string) => {
    if (peek()?.text !== text || peek()?.kind === 'text') throw refuse()
    at++
  }

  const expression = (power = 0): Expression => {
    let left = operand()
    for (;;) {
      const token = peek()
      const own = token && token.kind !== 'text' ? POWER[token.text] : undefined
      if (own === undefined || own <= power) return left
      at++
      const operator = { AND: '&&', OR: '||' }[token!.text] ?? token!.text
      // 2^3^2 is 2^(3^2).
      left = { kind: 'operator', operator, left, right: expression(operator === '^' ? own - 1 : own) }
    }
  }

  const operand = (): Expression => {
    const token = peek()
    if (!token) throw refuse()
    at++
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.kind === 'text') return { kind: 'text', value: token.text }
    if (token.kind === 'name') {
      if (peek()?.text !== '(') return { kind: 'name', name: token.text }
      at++
      return { kind: 'call', name: token.text.toUpperCase(), args: items(')') }
    }
    if (token.text === '-') return { kind: 'negative', of: expression(NEGATIVE_POWER) }
    if (token.text === '+') return expression(NEGATIVE_POWER)
    if (token.text === '[') return { kind: 'list', items: items(']') }
    if (token.text !== '(') throw refuse()
    const inner = expression()
    take(')')
    return inner
  }

  const items = (end: string): Expression[] => {
    const all: Expression[] = []
    while (peek()?.text !== end) {
      if (all.length > 0) take(',')
      all.push(expression())
    }
    take(end)
    return all
  }

  const whole = expression()
  if (peek()) throw refuse()
  return whole
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (source.slice(TOKEN.lastIndex).trim() !== '') {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(source)
    if (!match)
      throw new AwsError('ValidationError', `Error in expression: syntax error at '${source.slice(from).trim()}'`)
    const [, number, double, single, name, sign] = match
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'text', text: double ?? single! })
  }
  return tokens
}
