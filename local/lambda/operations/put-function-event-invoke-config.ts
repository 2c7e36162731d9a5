import { keepEventInvokeConfig } from '../event-invoke-config.ts'
import type { Operation } from '../lambda.ts'

/** Replaces all that was set before. */
export const putFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) =>
    keepEventInvokeConfig(kernel, input)
