import { functionTable } from '../function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import { findFunction } from '../function-name.ts'
import { installCode } from '../install-code.ts'
import type { Operation } from '../lambda.ts'

export const updateFunctionCode: Operation =
  ({ kernel, fleet }) =>
  async (input) => {
    const fn = {
      ...findFunction(kernel, input),
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
      code: await installCode(kernel, findFunction(kernel, input).name, input),
    }
    if (input.Architectures) fn.architectures = input.Architectures
    functionTable(kernel).put(fn.name, fn)
    fleet.recycle(fn.name)
    return functionConfiguration(fn)
  }
