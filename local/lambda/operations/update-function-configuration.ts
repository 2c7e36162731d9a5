import { functionTable } from '../function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import { findFunction } from '../function-name.ts'
import { functionSettings } from '../function-settings.ts'
import type { Operation } from '../lambda.ts'

export const updateFunctionConfiguration: Operation =
  ({ kernel, fleet }) =>
  (input) => {
    const present = findFunction(kernel, input)
    const fn = {
      ...present,
      ...functionSettings(kernel, input, present),
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
    }
    functionTable(kernel).put(fn.name, fn)
    fleet.recycle(fn.name)
    return functionConfiguration(fn)
  }
