import { AwsError } from '../../kernel/aws-error.ts'
import { columnsPattern } from './columns-pattern.ts'
import { jsonPattern } from './json-pattern.ts'
import { regularExpression } from './regular-expression.ts'

/** Whether a pattern finds a line. */
export type LineTest = (message: string) => boolean

/**
 * Compiles a filter pattern of CloudWatch Logs: terms, a regular expression between percent signs, conditions over the
 * properties of JSON in braces, or over the columns of a line in brackets. Throws InvalidParameterException.
 */
export function compileFilterPattern(pattern = ''): LineTest {
  const text = pattern.trim()
  if (text.startsWith('{')) return jsonPattern(text)
  if (text.startsWith('[')) return columnsPattern(text)
  if (text.startsWith('%')) {
    const expression = regularExpression(text)
    return (message) => expression.test(message)
  }
  return terms(text)
}

/**
 * Every plain or quoted term must be there and no `-term` may; of `?terms`, when there are no others, one must. Terms
 * are case-sensitive.
 */
function terms(text: string): LineTest {
  const must: string[] = []
  const mustNot: string[] = []
  const any: string[] = []
  for (const [, sign, quoted, plain] of text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)) {
    const term = quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1')
    if (quoted === undefined && /\W/.test(term))
      throw new AwsError('InvalidParameterException', `Invalid character(s) in term '${term}'`)
    const list = sign === '-' ? mustNot : sign === '?' ? any : must
    list.push(term)
  }
  if (must.length + mustNot.length > 0)
    return (message) => must.every((term) => message.includes(term)) && !mustNot.some((term) => message.includes(term))
  return (message) => any.length === 0 || any.some((term) => message.includes(term))
}
