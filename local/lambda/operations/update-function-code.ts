import { checkRevision, findFunction, invalidParameter } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { createdConfiguration, functionConfiguration, updatedConfiguration } from '../function-configuration.ts'
import { installCode } from '../install-code.ts'
import type { Operation } from '../lambda.ts'
import { publish } from '../publish.ts'

export const updateFunctionCode: Operation =
  ({ kernel, fleet }) =>
  async (input) => {
    const { name, revisionId } = findFunction(kernel, input)
    checkRevision(input.RevisionId, revisionId, 'GetFunction/GetAlias')
    if (input.ImageUri)
      throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.")
    const code = await installCode(kernel, name, input)
    // Read again: it may have changed while the code was unpacked.
    const fn = {
      ...findFunction(kernel, input),
      code,
      revisionId: kernel.requestId(),
      lastModified: kernel.clock.now(),
      ...(input.Architectures && { architectures: input.Architectures }),
    }
    if (input.DryRun) return functionConfiguration(fn)
    functionTable(kernel).put(name, fn)
    fleet.recycle(name, fn.version)
    return input.Publish ? createdConfiguration(publish(kernel, fn)) : updatedConfiguration(fn)
  }
