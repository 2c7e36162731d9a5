import { AwsError } from '../kernel/aws-error.ts'
import type { StateValue } from './alarm.ts'

/** The rule of a composite alarm: which alarms it looks at, and whether it holds over their states. */
export interface AlarmRule {
  /** Names of alarms. */
  alarms: string[]
  holds(stateOf: (name: string) => StateValue): boolean
}

type Node = (stateOf: (name: string) => StateValue) => boolean

const TOKEN = /\s*(?:(\(|\))|"([^"]*)"|'([^']*)'|([^\s()"']+))/y
const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA']

/** Parses AND, OR, NOT, TRUE, FALSE and the three states of alarms given by name or ARN. Throws ValidationError. */
export function parseAlarmRule(source: string): AlarmRule {
  const refuse = () => new AwsError('ValidationError', `Invalid alarm rule expression: ${source}`)
  const tokens = tokenize(source, refuse)
  const alarms: string[] = []
  let at = 0
  const peek = () => (tokens[at]?.quoted ? undefined : tokens[at]?.text)
  const take = (text: string) => {
    if (peek() !== text) throw refuse()
    at++
  }

  const either = (): Node => {
    let left = both()
    while (peek()?.toUpperCase() === 'OR') {
      at++
      const [first, second] = [left, both()]
      left = (stateOf) => first(stateOf) || second(stateOf)
    }
    return left
  }
  const both = (): Node => {
    let left = single()
    while (peek()?.toUpperCase() === 'AND') {
      at++
      const [first, second] = [left, single()]
      left = (stateOf) => first(stateOf) && second(stateOf)
    }
    return left
  }
  const single = (): Node => {
    const word = peek()?.toUpperCase()
    at++
    if (word === 'NOT') {
      const inner = single()
      return (stateOf) => !inner(stateOf)
    }
    if (word === '(') {
      const inner = either()
      take(')')
      return inner
    }
    if (word === 'TRUE' || word === 'FALSE') return () => word === 'TRUE'
    if (word === undefined || !STATES.includes(word)) throw refuse()
    take('(')
    const name = tokens[at++]?.text.replace(/^arn:[^:]+:cloudwatch:[^:]*:\d*:alarm:/, '')
    if (!name || name === ')') throw refuse()
    take(')')
    alarms.push(name)
    return (stateOf) => stateOf(name) === word
  }

  const holds = either()
  if (at < tokens.length) throw refuse()
  return { alarms: [...new Set(alarms)], holds }
}

function tokenize(source: string, refuse: () => Error): { text: string; quoted: boolean }[] {
  const tokens: { text: string; quoted: boolean }[] = []
  TOKEN.lastIndex = 0
  while (source.slice(TOKEN.lastIndex).trim() !== '') {
    const match = TOKEN.exec(source)
    if (!match) throw refuse()
    const [, sign, double, single, word] = match
    const quoted = double ?? single
    tokens.push(quoted === undefined ? { text: (sign ?? word)!, quoted: false } : { text: quoted, quoted: true })
  }
  return tokens
}
