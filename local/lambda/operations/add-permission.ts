import { AwsError } from '../../kernel/aws-error.ts'
import { checkRevision, findFunction, invalidParameter } from '../find-function.ts'
import { functionTable, LATEST, type PolicyStatement } from '../function.ts'
import { functionArn, qualifierOf } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { checkQualifier, policyOf, policyRevision } from '../policy-of.ts'

export const addPermission: Operation =
  ({ kernel }) =>
  (input) => {
    const qualifier = qualifierOf(input)
    const fn = findFunction(kernel, input)
    if (qualifier === LATEST) throw invalidParameter('We currently do not support adding policies for $LATEST.')
    checkQualifier(kernel, fn, qualifier)
    const present = policyOf(kernel, fn, qualifier)
    checkRevision(input.RevisionId, policyRevision(present), 'GetPolicy')
    if (present.some(({ Sid }) => Sid === input.StatementId))
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
        { Type: 'User' },
      )
    const condition = conditionOf(input)
    const statement: PolicyStatement = {
      Sid: input.StatementId,
      Effect: 'Allow',
      Principal: principalOf(input.Principal),
      Action: input.Action,
      Resource: functionArn(kernel, fn.name, qualifier),
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    }
    functionTable(kernel).put(fn.name, { ...fn, policy: [...fn.policy, statement] })
    return { Statement: JSON.stringify(statement) }
  }

function conditionOf(input: any): Record<string, Record<string, string>> {
  const equal = {
    ...(input.SourceAccount && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.EventSourceToken && { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
    ...(input.PrincipalOrgID && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
  }
  return {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(input.SourceArn && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  }
}

function principalOf(given: string): PolicyStatement['Principal'] {
  if (given === '*') return '*'
  if (/^[\w.-]+\.amazonaws\.com$/.test(given)) return { Service: given }
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` }
  if (/^arn:aws:(iam|sts)::\d{12}:/.test(given)) return { AWS: given }
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.')
}
