import { checkRevision, findFunction, invalidParameter } from '../find-function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import type { Operation } from '../lambda.ts'
import { publish } from '../publish.ts'

export const publishVersion: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    checkRevision(input.RevisionId, fn.revisionId, 'GetFunction/GetAlias')
    if (input.CodeSha256 && input.CodeSha256 !== fn.code.sha256)
      throw invalidParameter(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${fn.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    const version = publish(kernel, fn, input.Description)
    return functionConfiguration(version, version.version)
  }
