import { functionTable } from '../function.ts'
import { findFunction } from '../function-name.ts'
import { removeCode } from '../install-code.ts'
import type { Operation } from '../lambda.ts'

export const deleteFunction: Operation =
  ({ kernel, fleet }) =>
  (input) => {
    const { name } = findFunction(kernel, input)
    functionTable(kernel).delete(name)
    fleet.recycle(name)
    removeCode(kernel, name)
    return { StatusCode: 204 }
  }
