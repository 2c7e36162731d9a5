import type { Operation } from '../lambda.ts'
import { findTagged } from '../tagged.ts'

export const listTags: Operation =
  ({ kernel }) =>
  (input) => ({ Tags: findTagged(kernel, input).tags })
