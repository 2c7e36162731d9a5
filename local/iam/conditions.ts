import { listOf, matchesWildcard } from './policy.ts'

export type Context = Readonly<Record<string, string | string[]>>

type Test = (actual: string, expected: string) => boolean

const number =
  (compare: (a: number, b: number) => boolean): Test =>
  (a, b) =>
    compare(Number(a), Number(b))
const date =
  (compare: (a: number, b: number) => boolean): Test =>
  (a, b) =>
    compare(Date.parse(a), Date.parse(b))

const TESTS: Record<string, Test> = {
  StringEquals: (a, b) => a === b,
  StringEqualsIgnoreCase: (a, b) => a.toLowerCase() === b.toLowerCase(),
  StringLike: (a, b) => matchesWildcard(b, a),
  ArnEquals: (a, b) => matchesWildcard(b, a),
  ArnLike: (a, b) => matchesWildcard(b, a),
  Bool: (a, b) => a.toLowerCase() === b.toLowerCase(),
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateLessThan: date((a, b) => a < b),
  DateGreaterThan: date((a, b) => a > b),
}

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
}

/** Whether every operator and every key of a Condition block holds. An operator that is not known here is an error. */
export function conditionsHold(block: Record<string, Record<string, unknown>> | undefined, context: Context): boolean {
  return Object.entries(block ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holds(operator, contextValue(context, key), listOf(expected).map(String)),
    ),
  )
}

function holds(operator: string, actual: string | string[] | undefined, expected: string[]): boolean {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (name === 'Null') return expected.some((value) => (value === 'true') === (actual === undefined))
  const negated = name in NEGATED
  const test = TESTS[negated ? NEGATED[name]! : name]
  if (!test) throw new Error(`The condition operator ${operator} is not evaluated by the local runtime.`)
  if (actual === undefined) return Boolean(ifExists) || negated || quantifier === 'ForAllValues'
  const any = (value: string) => expected.some((wanted) => test(value, wanted))
  const each = (value: string) => (negated ? !any(value) : any(value))
  return quantifier === 'ForAllValues' ? listOf(actual).every(each) : listOf(actual).some(each)
}

/** Condition keys are compared without regard to case. */
function contextValue(context: Context, key: string): string | string[] | undefined {
  const wanted = key.toLowerCase()
  return Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1]
}
