import { pathToFileURL } from 'node:url'
import { functionConfiguration } from '../function-configuration.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const getFunction: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    return {
      Configuration: functionConfiguration(fn),
      Code: { RepositoryType: 'S3', Location: pathToFileURL(fn.code.directory).href },
      Tags: fn.tags,
      ...(fn.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
      }),
    }
  }
