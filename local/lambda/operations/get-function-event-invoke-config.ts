import { eventInvokeConfiguration, findEventInvokeConfig } from '../event-invoke-config.ts'
import type { Operation } from '../lambda.ts'

export const getFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) => {
    const { fn, qualifier, config } = findEventInvokeConfig(kernel, input)
    return eventInvokeConfiguration(kernel, fn, qualifier, config)
  }
