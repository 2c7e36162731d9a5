import { AwsError } from '../../kernel/aws-error.ts'
import type { EventsContext } from '../context.ts'

interface Tag {
  Key: string
  Value: string
}

const MOST_TAGS = 50

export const tagResource =
  (context: EventsContext) =>
  ({ ResourceARN, Tags }: { ResourceARN: string; Tags: Tag[] }) => {
    const merged = new Map([...tagsOf(context, ResourceARN), ...Tags].map((tag) => [tag.Key, tag]))
    if (merged.size > MOST_TAGS)
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    context.tags.put(ResourceARN, [...merged.values()])
  }

export const untagResource =
  (context: EventsContext) =>
  ({ ResourceARN, TagKeys }: { ResourceARN: string; TagKeys: string[] }) => {
    const left = tagsOf(context, ResourceARN).filter(({ Key }) => !TagKeys.includes(Key))
    context.tags.put(ResourceARN, left)
  }

export const listTagsForResource =
  (context: EventsContext) =>
  ({ ResourceARN }: { ResourceARN: string }) => ({ Tags: tagsOf(context, ResourceARN) })

/** Refuses what is not there: a bus, or a rule of one. */
function tagsOf({ rules, tags }: EventsContext, arn: string): Tag[] {
  const [kind, ...names] = arn.split(':').slice(5).join(':').split('/')
  if (kind === 'event-bus') rules.bus(names[0])
  else if (kind === 'rule') rules.get(names.at(-1)!, names.length > 1 ? names[0] : undefined)
  else throw new AwsError('ValidationException', `Parameter ResourceARN is not valid. Reason: ${arn}.`)
  return tags.get(arn) ?? []
}
