import { type EventInvokeConfig, functionTable } from '../function.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const putFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input
    const config: EventInvokeConfig = {
      MaximumRetryAttempts,
      MaximumEventAgeInSeconds,
      DestinationConfig,
      LastModified: kernel.clock.now(),
    }
    functionTable(kernel).put(fn.name, { ...fn, eventInvokeConfig: config })
    return eventInvokeConfiguration(fn.arn, config)
  }

export const eventInvokeConfiguration = (arn: string, config: EventInvokeConfig) => ({
  FunctionArn: `${arn}:$LATEST`,
  MaximumRetryAttempts: config.MaximumRetryAttempts,
  MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
  DestinationConfig: config.DestinationConfig ?? { OnSuccess: {}, OnFailure: {} },
  LastModified: new Date(config.LastModified),
})
