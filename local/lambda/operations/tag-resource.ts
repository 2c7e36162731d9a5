import { invalidParameter } from '../find-function.ts'
import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'
import { findTagged } from '../tagged.ts'

const MOST_TAGS = 50

export const tagResource: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findTagged(kernel, input)
    if (Object.keys(input.Tags).length === 0)
      throw invalidParameter('An error occurred and the request cannot be processed.')
    const tags = { ...fn.tags, ...input.Tags }
    if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.')
    functionTable(kernel).put(fn.name, { ...fn, tags })
  }
