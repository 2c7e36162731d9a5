import { isAllowed } from '../iam/is-allowed.ts'
import type { Kernel, Permission } from '../kernel/kernel.ts'
import { findQualified, invalidParameter, notFound } from './find-function.ts'
import type { EventInvokeConfig, LambdaFunction } from './function.ts'
import { functionTable, LATEST } from './function.ts'
import { functionArn, parseFunctionName, qualifierOf } from './function-name.ts'

/** What a role needs to reach a destination, by the service in its ARN. */
const SEND: Record<string, (arn: string) => Permission[]> = {
  sqs: (resource) => [{ action: 'sqs:SendMessage', resource }],
  sns: (resource) => [{ action: 'sns:Publish', resource }],
  s3: (resource) => [
    { action: 's3:PutObject', resource: `${resource}/*` },
    { action: 's3:ListBucket', resource },
  ],
  lambda: (resource) => [{ action: 'lambda:InvokeFunction', resource }],
  events: (resource) => [{ action: 'events:PutEvents', resource }],
}

export function findEventInvokeConfig(kernel: Kernel, input: any) {
  const { name } = parseFunctionName(input.FunctionName)
  const qualifier = qualifierOf(input) ?? LATEST
  const fn = functionTable(kernel).get(name)
  const config = fn?.eventInvokeConfigs[qualifier]
  if (!fn || !config)
    throw notFound(`The function ${functionArn(kernel, name, qualifier)} doesn't have an EventInvokeConfig`)
  return { fn, qualifier, config }
}

/** Keeps what a put or an update request asks for, over what is there if it is an update. */
export function keepEventInvokeConfig(kernel: Kernel, input: any, present?: EventInvokeConfig) {
  const { name } = parseFunctionName(input.FunctionName)
  if (!functionTable(kernel).has(name)) throw notFound("The function doesn't exist.")
  const { fn, qualifier = LATEST } = findQualified(kernel, input)
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && !DestinationConfig)
    throw invalidParameter('You must specify at least one of error handling or destination setting.')
  check(kernel, fn, DestinationConfig)
  const config: EventInvokeConfig = {
    MaximumRetryAttempts: MaximumRetryAttempts ?? present?.MaximumRetryAttempts,
    MaximumEventAgeInSeconds: MaximumEventAgeInSeconds ?? present?.MaximumEventAgeInSeconds,
    DestinationConfig: DestinationConfig ?? present?.DestinationConfig,
    LastModified: kernel.clock.now(),
  }
  functionTable(kernel).put(name, { ...fn, eventInvokeConfigs: { ...fn.eventInvokeConfigs, [qualifier]: config } })
  return eventInvokeConfiguration(kernel, fn, qualifier, config)
}

function check(kernel: Kernel, fn: LambdaFunction, destinations: EventInvokeConfig['DestinationConfig']): void {
  const { OnSuccess, OnFailure } = destinations ?? {}
  for (const { Destination: arn } of [OnSuccess ?? {}, OnFailure ?? {}]) {
    if (!arn) continue
    const service = arn.split(':')[2]!
    const send = SEND[service]
    // A bucket keeps what failed, and nothing else.
    if (!send || (service === 's3' && arn === OnSuccess?.Destination))
      throw invalidParameter(
        `The provided destination config DestinationConfig(onSuccess=${OnSuccess ? `OnSuccess(destination=${OnSuccess.Destination})` : 'null'}, onFailure=${OnFailure ? `OnFailure(destination=${OnFailure.Destination})` : 'null'}) is invalid.`,
      )
    const { principal } = kernel.issueCredentials(fn.role, fn.name)
    for (const permission of send(arn))
      if (!isAllowed(kernel, principal, [permission]))
        throw invalidParameter(
          `The provided execution role does not have permissions to call ${permission.action.split(':')[1]} on ${service.toUpperCase()}`,
        )
    if (service !== 'lambda') continue
    const { name } = parseFunctionName(arn)
    if (name === fn.name) throw invalidParameter("You can't specify the function as a destination for itself.")
    if (!functionTable(kernel).has(name)) throw invalidParameter(`The destination ARN ${arn} is invalid.`)
  }
}

export const eventInvokeConfiguration = (
  kernel: Kernel,
  fn: LambdaFunction,
  qualifier: string,
  config: EventInvokeConfig,
) => ({
  FunctionArn: functionArn(kernel, fn.name, qualifier),
  MaximumRetryAttempts: config.MaximumRetryAttempts,
  MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
  DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...config.DestinationConfig },
  LastModified: new Date(config.LastModified),
})
