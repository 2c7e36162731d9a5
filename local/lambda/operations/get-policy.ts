import { AwsError } from '../../kernel/aws-error.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const getPolicy: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    if (fn.policy.length === 0)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
        Type: 'User',
      })
    return {
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: fn.policy }),
      RevisionId: fn.revisionId,
    }
  }
