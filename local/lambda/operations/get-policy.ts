import { findFunction, notFound } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { parseFunctionName, qualifierOf } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { checkQualifier, policyOf, policyRevision } from '../policy-of.ts'

export const getPolicy: Operation =
  ({ kernel }) =>
  (input) => {
    const qualifier = qualifierOf(input)
    const none = notFound('The resource you requested does not exist.')
    if (!functionTable(kernel).get(parseFunctionName(input.FunctionName).name)) throw none
    const fn = findFunction(kernel, input)
    checkQualifier(kernel, fn, qualifier)
    const statements = policyOf(kernel, fn, qualifier)
    if (statements.length === 0) throw none
    return {
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }),
      RevisionId: policyRevision(statements),
    }
  }
