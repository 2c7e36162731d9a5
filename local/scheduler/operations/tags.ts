import { AwsError } from '../../kernel/aws-error.ts'
import type { SchedulerContext } from '../context.ts'
import type { ScheduleGroup, Tag } from '../schedule.ts'

const MOST_TAGS = 200

/** Groups alone have tags. */
export const tagResource =
  (context: SchedulerContext) =>
  ({ ResourceArn, Tags }: { ResourceArn: string; Tags: Tag[] }) => {
    const group = groupAt(context, ResourceArn)
    const tags = new Map([...(group.Tags ?? []), ...Tags].map((tag) => [tag.Key, tag]))
    if (tags.size > MOST_TAGS)
      throw new AwsError('ServiceQuotaExceededException', `A resource has at most ${MOST_TAGS} tags.`, 402)
    context.book.putGroup({ ...group, Tags: [...tags.values()] })
    return {}
  }

export const untagResource =
  (context: SchedulerContext) =>
  ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: string[] }) => {
    const group = groupAt(context, ResourceArn)
    context.book.putGroup({ ...group, Tags: (group.Tags ?? []).filter(({ Key }) => !TagKeys.includes(Key)) })
    return {}
  }

export const listTagsForResource =
  (context: SchedulerContext) =>
  ({ ResourceArn }: { ResourceArn: string }) => ({ Tags: groupAt(context, ResourceArn).Tags ?? [] })

const groupAt = ({ book }: SchedulerContext, arn: string): ScheduleGroup => book.group(arn.split(/[/]/).at(-1)!)
