import { pathToFileURL } from 'node:url'
import { findQualified } from '../find-function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'

export const getFunction: Operation =
  ({ kernel }) =>
  (input) => {
    const { fn, version, qualifier } = findQualified(kernel, input)
    return {
      Configuration: functionConfiguration(version, qualifier),
      Code: { RepositoryType: 'S3', Location: pathToFileURL(version.code.directory).href },
      ...(Object.keys(fn.tags).length > 0 && { Tags: fn.tags }),
      ...(fn.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
      }),
    }
  }
