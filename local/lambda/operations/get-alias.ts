import { aliasConfiguration, findAlias } from '../alias.ts'
import { findFunction } from '../find-function.ts'
import type { Operation } from '../lambda.ts'

export const getAlias: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    return aliasConfiguration(kernel, fn, findAlias(kernel, fn, input.Name))
  }
