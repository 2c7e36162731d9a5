import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { functionTable, type LambdaFunction } from './function.ts'

const FORM = /^(?:arn:aws[\w-]*:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/

/** Takes a name, a partial ARN or an ARN apart, each with or without a qualifier. */
export function parseFunctionName(given: string): { name: string; qualifier: string | undefined } {
  const match = FORM.exec(given)
  if (!match) throw new AwsError('InvalidParameterValueException', `Invalid function name: ${given}`)
  return { name: match[1]!, qualifier: match[2] }
}

export const functionArn = (kernel: Kernel, name: string, qualifier?: string) =>
  kernel.arn('lambda', `function:${name}${qualifier ? `:${qualifier}` : ''}`)

/**
 * The function that a request names. A published version answers with the code that the function has now: the
 * runtime keeps versions as numbers only.
 */
export function findFunction(kernel: Kernel, input: { FunctionName: string; Qualifier?: string }): LambdaFunction {
  const { name, qualifier = input.Qualifier } = parseFunctionName(input.FunctionName)
  const found = functionTable(kernel).get(name)
  if (!found || !hasVersion(found, qualifier))
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${functionArn(kernel, name, qualifier)}`,
      404,
      { Type: 'User' },
    )
  return found
}

function hasVersion(fn: LambdaFunction, qualifier: string | undefined): boolean {
  if (qualifier === undefined || qualifier === '$LATEST') return true
  return /^\d+$/.test(qualifier) && Number(qualifier) >= 1 && Number(qualifier) <= fn.publishedVersions
}
