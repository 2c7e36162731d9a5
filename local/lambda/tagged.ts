import type { Kernel } from '../kernel/kernel.ts'
import { findFunction, invalidParameter } from './find-function.ts'
import { parseFunctionName } from './function-name.ts'

/** The function that a tagging operation names by its ARN. Event source mappings carry no tags here. */
export function findTagged(kernel: Kernel, { Resource }: { Resource: string }) {
  if (!/:function:/.test(Resource)) throw invalidParameter(`Tags on ${Resource} are not supported locally.`)
  if (parseFunctionName(Resource).qualifier)
    throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.')
  return findFunction(kernel, { FunctionName: Resource })
}
