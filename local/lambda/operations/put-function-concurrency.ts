import { ACCOUNT_CONCURRENCY, LEAST_UNRESERVED, reservedTogether } from '../concurrency.ts'
import { functionNotFound, invalidParameter } from '../find-function.ts'
import { functionTable, LATEST } from '../function.ts'
import { parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const putFunctionConcurrency: Operation =
  ({ kernel }) =>
  (input) => {
    const { name, qualifier } = parseFunctionName(input.FunctionName)
    if (qualifier)
      throw invalidParameter(
        'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
      )
    const fn = functionTable(kernel).get(name) ?? functionNotFound(kernel, name, LATEST)
    const reserved: number = input.ReservedConcurrentExecutions
    if (reserved > 0 && reservedTogether(kernel, name) + reserved > ACCOUNT_CONCURRENCY - LEAST_UNRESERVED)
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
      )
    functionTable(kernel).put(name, { ...fn, reservedConcurrency: reserved })
    return { ReservedConcurrentExecutions: reserved }
  }
