import { findQualified } from '../find-function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'

export const getFunctionConfiguration: Operation =
  ({ kernel }) =>
  (input) => {
    const { version, qualifier } = findQualified(kernel, input)
    return functionConfiguration(version, qualifier)
  }
