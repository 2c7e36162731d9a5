import { AwsError } from '../kernel/aws-error.ts'

/**
 * A test for lines: every plain or quoted term must be there, no `-term` may, and of the `?terms` one must.
 * Terms are case-sensitive. Patterns over JSON fields or columns, and regular expressions, are refused.
 */
export function compileFilterPattern(pattern = ''): (message: string) => boolean {
  const text = pattern.trim()
  if (/^[{[%]/.test(text))
    throw new AwsError(
      'InvalidParameterException',
      `The local runtime serves filter patterns of terms alone, not '${text}'.`,
    )
  const must: string[] = []
  const mustNot: string[] = []
  const any: string[] = []
  for (const [, sign, quoted, plain] of text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)) {
    const term = quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1')
    const list = sign === '-' ? mustNot : sign === '?' ? any : must
    list.push(term)
  }
  return (message) =>
    must.every((term) => message.includes(term)) &&
    !mustNot.some((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term)))
}
