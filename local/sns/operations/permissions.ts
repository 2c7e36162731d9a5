import { listOf, type PolicyDocument } from '../../iam/policy.ts'
import type { SnsContext } from '../context.ts'
import { invalid } from '../sns-error.ts'
import { topicPolicyText } from '../topic-policy.ts'

const ACTIONS = new Set(
  `AddPermission DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource
   Publish PutDataProtectionPolicy RemovePermission SetTopicAttributes Subscribe`.split(/\s+/),
)

/** AddPermission: a statement of the topic's policy, under a label. */
export const addPermission =
  ({ kernel, book }: SnsContext) =>
  ({ TopicArn, Label, AWSAccountId, ActionName }: any) => {
    const topic = book.get(TopicArn)
    const policy: PolicyDocument = JSON.parse(topicPolicyText(kernel, topic))
    const statements = listOf(policy.Statement)
    if (statements.some(({ Sid }) => Sid === Label)) throw invalid('Statement already exists')
    if (ActionName.some((action: string) => !ACTIONS.has(action)))
      throw invalid('Policy statement action out of service scope!')
    const users = AWSAccountId.map((id: string) => `arn:aws:iam::${id}:root`)
    const actions = ActionName.map((action: string) => `SNS:${action}`)
    const statement = {
      Sid: Label,
      Effect: 'Allow' as const,
      Principal: { AWS: users.length === 1 ? users[0] : users },
      Action: actions.length === 1 ? actions[0] : actions,
      Resource: TopicArn,
    }
    const Policy = JSON.stringify({ ...policy, Statement: [...statements, statement] })
    book.put({ ...topic, attributes: { ...topic.attributes, Policy } })
  }

export const removePermission =
  ({ kernel, book }: SnsContext) =>
  ({ TopicArn, Label }: any) => {
    const topic = book.get(TopicArn)
    const policy: PolicyDocument = JSON.parse(topicPolicyText(kernel, topic))
    const left = listOf(policy.Statement).filter(({ Sid }) => Sid !== Label)
    book.put({ ...topic, attributes: { ...topic.attributes, Policy: JSON.stringify({ ...policy, Statement: left }) } })
  }
