import type { Kernel } from '../../kernel/kernel.ts'
import { apiModel } from '../../wire/model.ts'
import type { Integration } from './integration.ts'
import { fromSdkArguments, topLevelMember, toSdkResult } from './sdk-shapes.ts'
import { sdkFailure } from './service-failure.ts'

/** How `arn:aws:states:::aws-sdk:` spells the runtime's services, and how their errors are. */
const SERVICES: Readonly<Record<string, { service: string; prefix: string }>> = {
  sagemaker: { service: 'sagemaker', prefix: 'SageMaker' },
  sagemakerruntime: { service: 'sagemaker-runtime', prefix: 'SageMakerRuntime' },
  s3: { service: 's3', prefix: 'S3' },
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb' },
  eventbridge: { service: 'events', prefix: 'EventBridge' },
  sfn: { service: 'stepfunctions', prefix: 'Sfn' },
  sqs: { service: 'sqs', prefix: 'Sqs' },
  sns: { service: 'sns', prefix: 'Sns' },
  cloudwatch: { service: 'cloudwatch', prefix: 'CloudWatch' },
  cloudwatchlogs: { service: 'logs', prefix: 'CloudWatchLogs' },
  lambda: { service: 'lambda', prefix: 'Lambda' },
  scheduler: { service: 'scheduler', prefix: 'Scheduler' },
}

/** Any operation of any service of the runtime: arguments in PascalCase, as in its API. */
export function awsSdk(
  kernel: Kernel,
  sdkName: string,
  action: string,
  pattern: 'request' | 'token',
  literal: unknown,
): Integration | string {
  const known = SERVICES[sdkName]
  if (!known) return `The resource 'aws-sdk:${sdkName}:${action}' is of a service that the local runtime does not have`
  const { service, prefix } = known
  const operation = action[0]?.toUpperCase() + action.slice(1)
  const model = apiModel(service)
  const exists = model
    ? operation in model.operations
    : (kernel.service(service)?.operations[operation] ?? !kernel.service(service))
  if (!/^[a-z]/.test(action) || !exists)
    return `The operation 'aws-sdk:${sdkName}:${action}' is not served by the local runtime`
  if (literal !== null && typeof literal === 'object')
    for (const key of Object.keys(literal))
      if (model && !topLevelMember(model, operation, key))
        return `The field "${key}" is not supported by Step Functions`
  return {
    pattern,
    resourceType: `aws-sdk:${sdkName}`,
    resource: pattern === 'token' ? `${action}.waitForTaskToken` : action,
    bareFunction: false,
    api: { service, operation },
    async send({ arguments: args, principal }) {
      const requestId = kernel.requestId()
      try {
        const output = await kernel.call(service, operation, fromSdkArguments(model, operation, args), principal)
        return await toSdkResult(model, operation, output)
      } catch (error) {
        throw sdkFailure(error, service, operation, prefix, requestId)
      }
    },
  }
}
