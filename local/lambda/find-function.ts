import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type FunctionVersion, functionTable, LATEST, type LambdaFunction } from './function.ts'
import { functionArn, parseFunctionName, qualifierOf } from './function-name.ts'

export interface Qualified {
  fn: LambdaFunction
  /** As the request gives it: a version, an alias, `$LATEST`, or nothing. */
  qualifier: string | undefined
  /** What that runs. Of an alias over two versions, one by their weights. */
  version: FunctionVersion
}

/** The function that a request names, whatever its qualifier. */
export function findFunction(kernel: Kernel, input: { FunctionName: string }): LambdaFunction {
  const { name, qualifier, region, account } = parseFunctionName(input.FunctionName)
  if (region && region !== kernel.region)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${kernel.region}')`)
  if (account && account !== kernel.account) throw new AwsError('AccessDeniedException', '', 403)
  return functionTable(kernel).get(name) ?? functionNotFound(kernel, name, qualifier)
}

/** The function, and the version of it that the request's qualifier means. */
export function findQualified(kernel: Kernel, input: { FunctionName: string; Qualifier?: string }): Qualified {
  const qualifier = qualifierOf(input)
  const fn = findFunction(kernel, { FunctionName: input.FunctionName })
  const version = versionOf(fn, qualifier)
  if (!version) functionNotFound(kernel, fn.name, qualifier)
  return { fn, qualifier, version }
}

/** What a qualifier of a function runs; undefined when there is no such version or alias. */
export function versionOf(fn: LambdaFunction, qualifier = LATEST): FunctionVersion | undefined {
  if (qualifier === LATEST) return fn
  const alias = fn.aliases[qualifier]
  return fn.versions[alias ? pick(alias.version, alias.weights) : qualifier]
}

function pick(version: string, weights: Record<string, number> = {}): string {
  const [other] = Object.entries(weights)
  return other && Math.random() < other[1] ? other[0] : version
}

export function functionNotFound(kernel: Kernel, name: string, qualifier?: string): never {
  throw notFound(`Function not found: ${functionArn(kernel, name, qualifier)}`)
}

export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' })

export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' })

/** Refuses when somebody else changed the thing since its revision was read. */
export function checkRevision(given: string | undefined, present: string, reader: string): void {
  if (given === undefined || given === present) return
  throw new AwsError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. Call the ${reader} API to retrieve the latest Revision Id`,
    412,
    { Type: 'User' },
  )
}
