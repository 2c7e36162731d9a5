import { AwsError } from '../../kernel/aws-error.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { eventInvokeConfiguration } from './put-function-event-invoke-config.ts'

export const getFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    if (!fn.eventInvokeConfig)
      throw new AwsError(
        'ResourceNotFoundException',
        `The function ${fn.arn}:$LATEST doesn't have an EventInvokeConfig`,
        404,
        { Type: 'User' },
      )
    return eventInvokeConfiguration(fn.arn, fn.eventInvokeConfig)
  }
