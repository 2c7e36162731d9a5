import { findFunction, notFound } from '../find-function.ts'
import { qualifierOf } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { checkQualifier, policyOf, policyRevision } from '../policy-of.ts'

export const getPolicy: Operation =
  ({ kernel }) =>
  (input) => {
    const qualifier = qualifierOf(input)
    const fn = findFunction(kernel, input)
    checkQualifier(kernel, fn, qualifier)
    const statements = policyOf(kernel, fn, qualifier)
    if (statements.length === 0) throw notFound('The resource you requested does not exist.')
    return {
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }),
      RevisionId: policyRevision(statements),
    }
  }
