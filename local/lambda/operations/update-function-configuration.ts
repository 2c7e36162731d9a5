import { checkRevision, findFunction } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { updatedConfiguration } from '../function-configuration.ts'
import { functionSettings } from '../function-settings.ts'
import type { Operation } from '../lambda.ts'

export const updateFunctionConfiguration: Operation =
  ({ kernel, fleet }) =>
  (input) => {
    const present = findFunction(kernel, input)
    checkRevision(input.RevisionId, present.revisionId, 'GetFunction/GetAlias')
    const fn = {
      ...present,
      ...functionSettings(kernel, input, present),
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
    }
    functionTable(kernel).put(fn.name, fn)
    fleet.recycle(fn.name, fn.version)
    return updatedConfiguration(fn)
  }
