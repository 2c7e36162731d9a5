import { aliasConfiguration, aliasSettings, findAlias } from '../alias.ts'
import { checkRevision, findFunction } from '../find-function.ts'
import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'

export const updateAlias: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const present = findAlias(kernel, fn, input.Name, 'Alias not found:')
    checkRevision(input.RevisionId, present.revisionId, 'GetFunction/GetAlias')
    const alias = aliasSettings(kernel, fn, input, present)
    functionTable(kernel).put(fn.name, { ...fn, aliases: { ...fn.aliases, [alias.name]: alias } })
    return aliasConfiguration(kernel, fn, alias)
  }
