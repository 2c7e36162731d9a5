import { functionConfiguration } from '../function-configuration.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const getFunctionConfiguration: Operation =
  ({ kernel }) =>
  (input) =>
    functionConfiguration(findFunction(kernel, input))
