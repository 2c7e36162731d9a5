import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'

const FORM = /^(?:arn:aws[\w-]*:lambda:([\w-]+):)?(?:(\d{12}):)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w$-]+))?$/

export interface FunctionName {
  name: string
  qualifier: string | undefined
  region: string | undefined
  account: string | undefined
}

/** Takes a name, a partial ARN or an ARN apart, each with or without a qualifier. */
export function parseFunctionName(given: string): FunctionName {
  const match = FORM.exec(given)
  if (!match) throw new AwsError('InvalidParameterValueException', `Invalid function name: ${given}`)
  const [, region, account, name, qualifier] = match
  return { name: name!, qualifier, region, account }
}

/** The qualifier of a request, which may stand in the function's name, beside it, or in both if they agree. */
export function qualifierOf(input: { FunctionName: string; Qualifier?: string }): string | undefined {
  const { qualifier } = parseFunctionName(input.FunctionName)
  if (qualifier !== undefined && input.Qualifier !== undefined && qualifier !== input.Qualifier)
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      400,
      { Type: 'User' },
    )
  return qualifier ?? input.Qualifier
}

export const functionArn = (kernel: Kernel, name: string, qualifier?: string) =>
  kernel.arn('lambda', `function:${name}${qualifier ? `:${qualifier}` : ''}`)
