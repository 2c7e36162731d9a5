import type { Kernel } from '../../kernel/kernel.ts'
import { awsSdk } from './aws-sdk.ts'
import { DYNAMODB_ACTIONS, dynamodbItem } from './dynamodb-item.ts'
import type { Integration } from './integration.ts'
import { lambdaFunction, lambdaInvoke } from './lambda-invoke.ts'
import { putEvents } from './put-events.ts'
import { snsPublish, sqsSendMessage } from './queues-and-topics.ts'
import { SAGEMAKER_JOBS, SAGEMAKER_REQUESTS, sagemakerJob, sagemakerRequest } from './sagemaker.ts'
import { startExecution } from './start-execution.ts'

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[\w-]+:[\w-]+:function:[\w-]+(:[\w$-]+)?$/
const WITH_TOKEN: Readonly<Record<string, (pattern: 'request' | 'token') => Integration>> = {
  'lambda:invoke': lambdaInvoke,
  'sqs:sendMessage': sqsSendMessage,
  'sns:publish': snsPublish,
  'events:putEvents': putEvents,
}

/** Services of whose integrations the runtime has every one: AWS does not know what it does not. */
const WHOLLY_SERVED = new Set(['lambda', 'sqs', 'sns', 'events', 'states', 'dynamodb'])

/** The integration that a Task's Resource names, or the sentence that says why it cannot be run here. */
export function resolveIntegration(kernel: Kernel, resource: unknown, literal: unknown): Integration | string {
  if (typeof resource !== 'string') return 'The Resource must be a string'
  if (FUNCTION_ARN.test(resource)) return lambdaFunction(resource)
  const parts = /^arn:aws:states:::((?:aws-sdk:)?[a-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/.exec(
    resource,
  )
  const [, service = '', action = '', suffix = ''] = parts ?? []
  const name = `${service}:${action}`
  if (service.startsWith('aws-sdk:') && suffix !== 'sync' && suffix !== 'sync:2')
    return awsSdk(kernel, service.slice('aws-sdk:'.length), action, suffix ? 'token' : 'request', literal)
  if (name === 'states:startExecution') return startExecution(suffix as Parameters<typeof startExecution>[0])
  const withToken = WITH_TOKEN[name]
  if (withToken && (suffix === '' || suffix === 'waitForTaskToken')) return withToken(suffix ? 'token' : 'request')
  if (service === 'dynamodb' && suffix === '' && DYNAMODB_ACTIONS.includes(action)) return dynamodbItem(action)
  if (service === 'sagemaker' && suffix === '' && SAGEMAKER_REQUESTS.includes(action)) return sagemakerRequest(action)
  if (service === 'sagemaker' && suffix === 'sync' && SAGEMAKER_JOBS.includes(action)) return sagemakerJob(action)
  if (WHOLLY_SERVED.has(service))
    return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`
  return `The resource '${resource}' is not supported by the local runtime`
}
