import { findEventInvokeConfig } from '../event-invoke-config.ts'
import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'

export const deleteFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) => {
    const { fn, qualifier } = findEventInvokeConfig(kernel, input)
    const { [qualifier]: _, ...eventInvokeConfigs } = fn.eventInvokeConfigs
    functionTable(kernel).put(fn.name, { ...fn, eventInvokeConfigs })
  }
