import { AwsError } from '../../kernel/aws-error.ts'
import { functionTable, type LambdaFunction } from '../function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import { functionArn, parseFunctionName } from '../function-name.ts'
import { functionSettings } from '../function-settings.ts'
import { installCode } from '../install-code.ts'
import type { Operation } from '../lambda.ts'

export const createFunction: Operation =
  ({ kernel }) =>
  async (input) => {
    const { name } = parseFunctionName(input.FunctionName)
    const functions = functionTable(kernel)
    if (functions.has(name))
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409, { Type: 'User' })
    const fn: LambdaFunction = {
      ...functionSettings(kernel, { ...input, FunctionName: name }),
      arn: functionArn(kernel, name),
      code: await installCode(kernel, name, input.Code),
      tags: input.Tags ?? {},
      policy: [],
      publishedVersions: 0,
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
    }
    functions.put(name, fn)
    return functionConfiguration(fn)
  }
