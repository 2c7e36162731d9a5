import { findFunction } from '../find-function.ts'
import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'

export const deleteFunctionConcurrency: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    functionTable(kernel).put(fn.name, { ...fn, reservedConcurrency: undefined })
  }
