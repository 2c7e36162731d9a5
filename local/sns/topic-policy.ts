import type { PolicyDocument } from '../iam/policy.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Topic } from './topic.ts'
import type { TopicBook } from './topic-book.ts'

const OWNERS_ACTIONS = [
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
].map((action) => `SNS:${action}`)

/** What SNS gives a topic that was made without a policy. */
function defaultTopicPolicy(kernel: Kernel, arn: string): PolicyDocument {
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNERS_ACTIONS,
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': kernel.account } },
      },
    ],
  } as PolicyDocument
}

export const topicPolicyText = (kernel: Kernel, topic: Topic) =>
  topic.attributes['Policy'] || JSON.stringify(defaultTopicPolicy(kernel, topic.arn))

/**
 * The policy by which calls on a topic are judged. The default one names the owner of what an AWS service acts for, and
 * of the services alarms alone tell it: so that is what it lets in.
 */
export const topicPolicy =
  (_kernel: Kernel, book: TopicBook) =>
  (arn: string): PolicyDocument | undefined => {
    const topic = book.find(arn)
    if (!topic) return undefined
    const own = topic.attributes['Policy']
    if (own) return JSON.parse(own)
    const alarms = { Service: 'cloudwatch.amazonaws.com' }
    return { Statement: { Effect: 'Allow', Principal: alarms, Action: 'sns:Publish', Resource: arn } }
  }
