import { AwsError } from '../../kernel/aws-error.ts'
import type { SnsContext } from '../context.ts'
import { invalid } from '../sns-error.ts'
import type { Topic } from '../topic.ts'

interface Tag {
  Key: string
  Value: string
}

export const tagResource =
  (context: SnsContext) =>
  ({ ResourceArn, Tags }: { ResourceArn: string; Tags: Tag[] }) => {
    const topic = topicAt(context, ResourceArn)
    if (new Set(Tags.map(({ Key }) => Key)).size < Tags.length) throw invalid('Duplicated keys are not allowed.')
    const tags = new Map([...(topic.tags ?? []), ...Tags].map((tag) => [tag.Key, tag]))
    context.book.put({ ...topic, tags: [...tags.values()] })
    return {}
  }

export const untagResource =
  (context: SnsContext) =>
  ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: string[] }) => {
    const topic = topicAt(context, ResourceArn)
    context.book.put({ ...topic, tags: (topic.tags ?? []).filter(({ Key }) => !TagKeys.includes(Key)) })
    return {}
  }

export const listTagsForResource =
  (context: SnsContext) =>
  ({ ResourceArn }: { ResourceArn: string }) => ({ Tags: topicAt(context, ResourceArn).tags ?? [] })

function topicAt({ book }: SnsContext, arn: string): Topic {
  const topic = book.find(arn)
  if (!topic) throw new AwsError('ResourceNotFoundException', 'Resource does not exist', 404)
  return topic
}
