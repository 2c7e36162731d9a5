import { findEventInvokeConfig, keepEventInvokeConfig } from '../event-invoke-config.ts'
import type { Operation } from '../lambda.ts'

/** Changes what it names and keeps the rest. */
export const updateFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) =>
    keepEventInvokeConfig(kernel, input, findEventInvokeConfig(kernel, input).config)
