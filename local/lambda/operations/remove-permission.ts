import { checkRevision, notFound } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { functionArn, parseFunctionName, qualifierOf } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { policyOf, policyRevision } from '../policy-of.ts'

export const removePermission: Operation =
  ({ kernel }) =>
  (input) => {
    const qualifier = qualifierOf(input)
    const { name } = parseFunctionName(input.FunctionName)
    const fn = functionTable(kernel).get(name)
    if (!fn) throw notFound(`No policy found for: ${functionArn(kernel, name, qualifier)}`)
    const present = policyOf(kernel, fn, qualifier)
    if (present.length === 0) throw notFound('No policy is associated with the given resource.')
    const statement = present.find(({ Sid }) => Sid === input.StatementId)
    if (!statement) throw notFound(`Statement ${input.StatementId} is not found in resource policy.`)
    checkRevision(input.RevisionId, policyRevision(present), 'GetPolicy')
    functionTable(kernel).put(name, { ...fn, policy: fn.policy.filter((other) => other !== statement) })
  }
