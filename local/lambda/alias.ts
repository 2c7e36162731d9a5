import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { decimalText } from '../wire/decimal.ts'
import { functionNotFound, invalidParameter, notFound } from './find-function.ts'
import { type Alias, LATEST, type LambdaFunction } from './function.ts'
import { functionArn } from './function-name.ts'

/** The alias that a create or update request asks for, over what is there. */
export function aliasSettings(kernel: Kernel, fn: LambdaFunction, input: any, present?: Alias): Alias {
  const weights = input.RoutingConfig ? (input.RoutingConfig.AdditionalVersionWeights ?? {}) : (present?.weights ?? {})
  const alias: Alias = {
    name: input.Name,
    description: input.Description ?? present?.description ?? '',
    version: input.FunctionVersion ?? present?.version,
    ...(Object.keys(weights).length > 0 && { weights }),
    revisionId: kernel.requestId(),
  }
  check(kernel, fn, alias)
  return alias
}

function check(kernel: Kernel, fn: LambdaFunction, { version, weights = {} }: Alias): void {
  const others = Object.entries<number>(weights)
  if (others.length > 1) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1')
  if (others.length > 0 && version === LATEST)
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  if (version !== LATEST && !fn.versions[version]) functionNotFound(kernel, fn.name, version)
  for (const [other, weight] of others) {
    if (!/^\d+$/.test(other))
      refuse(
        `{${other}=${weight}}`,
        'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
      )
    if (weight < 0 || weight > 1)
      refuse(
        `{${other}=${decimalText(weight)}}`,
        'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
      )
    if (other === version)
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      )
    if (!fn.versions[other]) functionNotFound(kernel, fn.name, other)
  }
}

function refuse(value: string, constraint: string): never {
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`,
  )
}

export function findAlias(kernel: Kernel, fn: LambdaFunction, name: string, words = 'Cannot find alias arn:'): Alias {
  const alias = fn.aliases[name]
  if (!alias) throw notFound(`${words} ${functionArn(kernel, fn.name, name)}`)
  return alias
}

export const aliasConfiguration = (kernel: Kernel, fn: LambdaFunction, alias: Alias) => ({
  AliasArn: functionArn(kernel, fn.name, alias.name),
  Name: alias.name,
  FunctionVersion: alias.version,
  Description: alias.description,
  ...(alias.weights && { RoutingConfig: { AdditionalVersionWeights: alias.weights } }),
  RevisionId: alias.revisionId,
})
