import { FUNCTIONS } from './functions.ts'
import type { Expression } from './parse.ts'
import { isSeries, type MathContext, mapSeries, refuse, type Series, type Value } from './value.ts'

const OPERATORS: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  '||': (left, right) => Number(left !== 0 || right !== 0),
}

/** Evaluates metric math. A datapoint that would be no number, as after a division by zero, is left out. */
export function evaluate(expression: Expression, context: MathContext): Value {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression.value
    case 'name':
      // The second argument of FILL is a bare word.
      return ['REPEAT', 'LINEAR'].includes(expression.name) ? expression.name : context.query(expression.name)
    case 'negative':
      return apply((_, value) => -value, 0, evaluate(expression.of, context))
    case 'list':
      return expression.items.flatMap((item) => seriesOf(evaluate(item, context)))
    case 'operator':
      return apply(
        OPERATORS[expression.operator]!,
        evaluate(expression.left, context),
        evaluate(expression.right, context),
      )
    case 'call':
      return call(expression.name, expression.args, context)
  }
}

function call(name: string, args: Expression[], context: MathContext): Value {
  if (name === 'METRICS') {
    const [part] = args
    const wanted = part?.kind === 'text' ? part.value : ''
    return context.metricIds.filter((id) => id.includes(wanted)).flatMap((id) => seriesOf(context.query(id)))
  }
  if (name === 'PERIOD') {
    const [metric] = args
    if (metric?.kind !== 'name') throw refuse('PERIOD takes the id of a metric')
    return context.periodOf(metric.name)
  }
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : undefined
  if (!known) throw refuse(`the local runtime does not serve the function ${name}`)
  const values = args.map((arg) => evaluate(arg, context))
  const result = known(values, context)
  return isSeries(result) ? finite(result) : result
}

function apply(operator: (left: number, right: number) => number, left: Value, right: Value): Value {
  if (typeof left === 'string' || typeof right === 'string') throw refuse('text is no operand')
  if (Array.isArray(left)) return left.map((series) => oneSeries(apply(operator, series, right)))
  if (Array.isArray(right)) return right.map((series) => oneSeries(apply(operator, left, series)))
  if (typeof left === 'number')
    return typeof right === 'number'
      ? operator(left, right)
      : finite(mapSeries(right, (value) => operator(left, value)))
  if (typeof right === 'number') return finite(mapSeries(left, (value) => operator(value, right)))
  const both = new Map<number, number>()
  for (const [at, value] of left) {
    const other = right.get(at)
    if (other !== undefined) both.set(at, operator(value, other))
  }
  return finite(both)
}

const oneSeries = (value: Value): Series => (isSeries(value) ? value : new Map())

function seriesOf(value: Value): Series[] {
  if (Array.isArray(value)) return value
  if (isSeries(value)) return [value]
  throw refuse('a list holds time series')
}

const finite = (series: Series): Series => new Map([...series].filter(([, value]) => Number.isFinite(value)))
