import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'
import { findTagged } from '../tagged.ts'

export const untagResource: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findTagged(kernel, input)
    const kept = Object.entries(fn.tags).filter(([key]) => !input.TagKeys.includes(key))
    functionTable(kernel).put(fn.name, { ...fn, tags: Object.fromEntries(kept) })
  }
