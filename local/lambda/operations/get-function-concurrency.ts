import { findFunction } from '../find-function.ts'
import type { Operation } from '../lambda.ts'

export const getFunctionConcurrency: Operation =
  ({ kernel }) =>
  (input) => ({ ReservedConcurrentExecutions: findFunction(kernel, input).reservedConcurrency })
