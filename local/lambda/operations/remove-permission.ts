import { AwsError } from '../../kernel/aws-error.ts'
import { functionTable } from '../function.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const removePermission: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const policy = fn.policy.filter(({ Sid }) => Sid !== input.StatementId)
    if (policy.length === fn.policy.length)
      throw new AwsError(
        'ResourceNotFoundException',
        `Statement ${input.StatementId} is not found in resource policy.`,
        404,
        { Type: 'User' },
      )
    functionTable(kernel).put(fn.name, { ...fn, policy })
  }
