import { findFunction } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { functionArn } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

/** An alias that is not there is as good as deleted. Its permissions and settings go with it. */
export const deleteAlias: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const { [input.Name]: _, ...aliases } = fn.aliases
    const { [input.Name]: __, ...eventInvokeConfigs } = fn.eventInvokeConfigs
    const arn = functionArn(kernel, fn.name, input.Name)
    const policy = fn.policy.filter(({ Resource }) => Resource !== arn)
    functionTable(kernel).put(fn.name, { ...fn, aliases, eventInvokeConfigs, policy })
  }
