import { AwsError } from '../../kernel/aws-error.ts'
import { invalidParameter } from '../find-function.ts'
import { functionTable, LATEST, type LambdaFunction } from '../function.ts'
import { createdConfiguration } from '../function-configuration.ts'
import { functionArn, parseFunctionName } from '../function-name.ts'
import { functionSettings } from '../function-settings.ts'
import { installCode } from '../install-code.ts'
import type { Operation } from '../lambda.ts'
import { publish } from '../publish.ts'

const LONGEST_NAME = 64

export const createFunction: Operation =
  ({ kernel }) =>
  async (input) => {
    const { name } = parseFunctionName(input.FunctionName)
    if (name.length > LONGEST_NAME)
      throw invalidParameter(
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_NAME}`,
      )
    const functions = functionTable(kernel)
    const refuseTwice = () => {
      if (functions.has(name))
        throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409, { Type: 'User' })
    }
    refuseTwice()
    const fn: LambdaFunction = {
      ...functionSettings(kernel, { ...input, FunctionName: name }),
      arn: functionArn(kernel, name),
      version: LATEST,
      code: await installCode(kernel, name, input.Code),
      tags: input.Tags ?? {},
      policy: [],
      eventInvokeConfigs: {},
      lastVersion: 0,
      versions: {},
      aliases: {},
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
    }
    refuseTwice()
    functions.put(name, fn)
    return input.Publish
      ? { ...createdConfiguration(publish(kernel, fn)), FunctionArn: fn.arn }
      : createdConfiguration(fn)
  }
