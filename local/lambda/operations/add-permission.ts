import { AwsError } from '../../kernel/aws-error.ts'
import { functionTable, type PolicyStatement } from '../function.ts'
import { findFunction, functionArn, parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const addPermission: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    if (fn.policy.some(({ Sid }) => Sid === input.StatementId))
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
        { Type: 'User' },
      )
    const qualifier = input.Qualifier ?? parseFunctionName(input.FunctionName).qualifier
    const condition = {
      ...(input.SourceAccount && { StringEquals: { 'AWS:SourceAccount': input.SourceAccount } }),
      ...(input.SourceArn && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    }
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

function principalOf(given: string): PolicyStatement['Principal'] {
  if (given === '*') return '*'
  if (given.includes('.amazonaws.com')) return { Service: given }
  return { AWS: /^\d{12}$/.test(given) ? `arn:aws:iam::${given}:root` : given }
}
