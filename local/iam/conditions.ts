import { BlockList, isIPv6 } from 'node:net'
import { listOf } from './policy.ts'
import { type Context, contextValue, withVariables } from './policy-variables.ts'
import { matchesArn, matchesWildcard } from './wildcard.ts'

export type { Context } from './policy-variables.ts'

type Test = (actual: string, expected: string) => boolean

const number =
  (compare: (a: number, b: number) => boolean): Test =>
  (a, b) =>
    compare(Number(a), Number(b))
const date =
  (compare: (a: number, b: number) => boolean): Test =>
  (a, b) =>
    compare(instant(a), instant(b))

/** A date in ISO 8601 or in seconds since 1970. */
const instant = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const TESTS: Record<string, Test> = {
  StringEquals: (a, b) => a === b,
  StringEqualsIgnoreCase: (a, b) => a.toLowerCase() === b.toLowerCase(),
  StringLike: (a, b) => matchesWildcard(b, a),
  ArnEquals: (a, b) => matchesArn(b, a),
  ArnLike: (a, b) => matchesArn(b, a),
  Bool: (a, b) => a.toLowerCase() === b.toLowerCase(),
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  IpAddress: inRange,
}

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
}

/** Whether every operator and every key of a Condition block holds. An operator that is not known here is an error. */
export function conditionsHold(
  block: Record<string, Record<string, unknown>> | undefined,
  context: Context,
  version?: string,
): boolean {
  return Object.entries(block ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const values = listOf(expected).map((value) => withVariables(String(value), context, version))
      return holds(
        operator,
        contextValue(context, key),
        values.filter((value) => value !== undefined),
      )
    }),
  )
}

function holds(operator: string, actual: string | string[] | undefined, expected: string[]): boolean {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (name === 'Null') return expected.some((value) => (value === 'true') === (actual === undefined))
  const negated = name in NEGATED
  const test = TESTS[negated ? NEGATED[name]! : name]
  if (!test) throw new Error(`The condition operator ${operator} is not evaluated by the local runtime.`)
  if (actual === undefined)
    return Boolean(ifExists) || quantifier === 'ForAllValues' || (negated && quantifier !== 'ForAnyValue')
  const any = (value: string) => expected.some((wanted) => test(value, wanted))
  const each = (value: string) => (negated ? !any(value) : any(value))
  return quantifier === 'ForAllValues' ? listOf(actual).every(each) : listOf(actual).some(each)
}

/** Whether an address lies in a CIDR block, or is that address. */
function inRange(address: string, block: string): boolean {
  const [network = '', bits] = block.split('/')
  const family = isIPv6(network) ? 'ipv6' : 'ipv4'
  const blocks = new BlockList()
  blocks.addSubnet(network, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  return blocks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
