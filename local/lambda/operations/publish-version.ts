import { functionTable } from '../function.ts'
import { functionConfiguration } from '../function-configuration.ts'
import { findFunction } from '../function-name.ts'
import type { Operation } from '../lambda.ts'

/** Gives the next version number. The number is all that is kept: invoking it runs the function as it then is. */
export const publishVersion: Operation =
  ({ kernel }) =>
  (input) => {
    const present = findFunction(kernel, input)
    const fn = { ...present, publishedVersions: present.publishedVersions + 1 }
    functionTable(kernel).put(fn.name, fn)
    return functionConfiguration(fn, String(fn.publishedVersions))
  }
