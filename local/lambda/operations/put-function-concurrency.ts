import { functionTable } from '../function.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const putFunctionConcurrency: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    functionTable(kernel).put(fn.name, { ...fn, reservedConcurrency: input.ReservedConcurrentExecutions })
    return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions }
  }
