import { AwsError } from '../../kernel/aws-error.ts'
import { aliasConfiguration, aliasSettings } from '../alias.ts'
import { findFunction } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { functionArn } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

export const createAlias: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    if (fn.aliases[input.Name])
      throw new AwsError(
        'ResourceConflictException',
        `Alias already exists: ${functionArn(kernel, fn.name, input.Name)}`,
        409,
        { Type: 'User' },
      )
    const alias = aliasSettings(kernel, fn, input)
    functionTable(kernel).put(fn.name, { ...fn, aliases: { ...fn.aliases, [alias.name]: alias } })
    return aliasConfiguration(kernel, fn, alias)
  }
