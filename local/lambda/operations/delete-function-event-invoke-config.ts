import { functionTable } from '../function.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const deleteFunctionEventInvokeConfig: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    functionTable(kernel).put(fn.name, { ...fn, eventInvokeConfig: undefined })
  }
