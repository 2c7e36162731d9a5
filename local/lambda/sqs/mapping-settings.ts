import type { Kernel } from '../../kernel/kernel.ts'
import { invalidParameter, type Qualified } from '../find-function.ts'
import type { LambdaFunction } from '../function.ts'
import type { EventSourceMapping } from './event-source-mapping.ts'
import { filterPatterns } from './filter-criteria.ts'

const NEEDED = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']

/** What a create or update request asks for, over what is there or Lambda's defaults for a queue. */
export async function mappingSettings(
  kernel: Kernel,
  { fn, qualifier }: Pick<Qualified, 'fn' | 'qualifier'>,
  input: any,
  present: EventSourceMapping | { uuid: string; queueArn: string },
): Promise<EventSourceMapping> {
  const former = 'batchSize' in present ? present : undefined
  const mapping: EventSourceMapping = {
    uuid: present.uuid,
    queueArn: present.queueArn,
    functionName: fn.name,
    ...(qualifier && { qualifier }),
    functionArn: qualifier ? `${fn.arn}:${qualifier}` : fn.arn,
    enabled: input.Enabled ?? former?.enabled ?? true,
    batchSize: input.BatchSize ?? former?.batchSize ?? 10,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? former?.windowSeconds ?? 0,
    filters: input.FilterCriteria ? filterPatterns(input.FilterCriteria) : former?.filters,
    maximumConcurrency: input.ScalingConfig ? input.ScalingConfig.MaximumConcurrency : former?.maximumConcurrency,
    reportsBatchItemFailures: input.FunctionResponseTypes
      ? input.FunctionResponseTypes.includes('ReportBatchItemFailures')
      : (former?.reportsBatchItemFailures ?? false),
    lastModified: kernel.clock.now(),
  }
  await check(kernel, fn, mapping, input)
  return mapping
}

async function check(kernel: Kernel, fn: LambdaFunction, mapping: EventSourceMapping, input: any): Promise<void> {
  const refuse = (message: string) => {
    throw invalidParameter(message)
  }
  const { queueArn } = mapping
  if (!queueArn) refuse('Unrecognized event source.')
  if (queueArn.split(':')[2] !== 'sqs') refuse(`Locally only an SQS queue can be an event source, not ${queueArn}.`)
  if (input.DestinationConfig) refuse('Unsupported DestinationConfig parameter for given event source mapping type.')
  if (mapping.batchSize > 10 && mapping.windowSeconds < 1)
    refuse('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10')
  const { principal } = kernel.issueCredentials(fn.role, fn.name)
  for (const operation of NEEDED)
    try {
      kernel.authorize(principal, [{ action: `sqs:${operation}`, resource: queueArn }])
    } catch {
      refuse(`The provided execution role does not have permissions to call ${operation} on SQS`)
    }
  const visibility = await visibilityTimeout(kernel, queueArn).catch((error) =>
    refuse(`Error occurred while ReceiveMessage. SQS Error Code: ${error.code}. SQS Error Message: ${error.message}`),
  )
  if (Number(visibility) < fn.timeout)
    refuse(`Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${fn.timeout} seconds`)
}

async function visibilityTimeout(kernel: Kernel, queueArn: string): Promise<string> {
  const { QueueUrl } = await kernel.call('sqs', 'GetQueueUrl', { QueueName: queueArn.split(':').at(-1) }, kernel.root)
  const input = { QueueUrl, AttributeNames: ['VisibilityTimeout'] }
  const { Attributes } = await kernel.call('sqs', 'GetQueueAttributes', input, kernel.root)
  return Attributes.VisibilityTimeout
}
