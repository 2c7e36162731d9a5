import type { ResourceType } from '../resource-type.ts'

const ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]

export const sqsQueue: ResourceType = {
  withoutEffect: ['Tags'],
  async put({ kernel, call, generatedName }, properties, previous) {
    const QueueName =
      properties.QueueName ??
      previous?.made.attributes.QueueName ??
      generatedName(properties.FifoQueue ? 75 : 80) + (properties.FifoQueue ? '.fifo' : '')
    const Attributes = Object.fromEntries(
      ATTRIBUTES.filter((name) => name in properties).map((name) => [name, String(properties[name])]),
    )
    for (const name of ['RedrivePolicy', 'RedriveAllowPolicy'])
      if (properties[name]) Attributes[name] = JSON.stringify(properties[name])
    const { QueueUrl } = await call('sqs', 'CreateQueue', {
      QueueName,
      Attributes: properties.FifoQueue ? { FifoQueue: 'true' } : {},
    }).catch((error) => {
      if (error.code !== 'QueueNameExists') throw error
      return call('sqs', 'GetQueueUrl', { QueueName })
    })
    await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes })
    return { ref: QueueUrl, attributes: { Arn: kernel.arn('sqs', QueueName), QueueName, QueueUrl } }
  },
  remove: ({ call }, made) => call('sqs', 'DeleteQueue', { QueueUrl: made.ref }),
}

export const sqsQueuePolicy: ResourceType = {
  async put({ call, logicalId }, { Queues, PolicyDocument }) {
    for (const QueueUrl of Queues)
      await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: JSON.stringify(PolicyDocument) } })
    return { ref: logicalId, attributes: {} }
  },
  async remove({ call }, _, { Queues }) {
    for (const QueueUrl of Queues) await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } })
  },
}
