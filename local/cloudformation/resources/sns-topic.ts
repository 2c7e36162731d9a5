import type { ResourceType } from '../resource-type.ts'

export const snsTopic: ResourceType = {
  withoutEffect: ['DisplayName', 'KmsMasterKeyId', 'Tags'],
  async put({ call, generatedName }, { TopicName, Subscription = [] }, previous) {
    const Name = TopicName ?? previous?.made.attributes.TopicName ?? generatedName(256)
    const { TopicArn } = await call('sns', 'CreateTopic', { Name })
    for (const { Protocol, Endpoint } of Subscription) await call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint })
    return { ref: TopicArn, attributes: { TopicArn, TopicName: Name } }
  },
  remove: ({ call }, made) => call('sns', 'DeleteTopic', { TopicArn: made.ref }),
}

export const snsTopicPolicy: ResourceType = {
  async put({ call, logicalId }, { Topics, PolicyDocument }) {
    for (const TopicArn of Topics)
      await call('sns', 'SetTopicAttributes', {
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify(PolicyDocument),
      })
    return { ref: logicalId, attributes: {} }
  },
  remove: async () => {},
}
