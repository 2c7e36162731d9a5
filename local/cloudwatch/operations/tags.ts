import { AwsError } from '../../kernel/aws-error.ts'
import type { Alarm } from '../alarm.ts'
import { type CloudWatchContext, toTags } from '../context.ts'

const find = ({ alarms }: CloudWatchContext, arn: string): Alarm | undefined =>
  alarms.find(arn.split(':alarm:')[1] ?? '')

function get(context: CloudWatchContext, arn: string): Alarm {
  const alarm = find(context, arn)
  if (!alarm) throw new AwsError('ResourceNotFoundException', `${arn} does not exist.`, 404)
  return alarm
}

export const tagResource =
  (context: CloudWatchContext) =>
  ({ ResourceARN, Tags }: any) => {
    const alarm = get(context, ResourceARN)
    context.alarms.put({ ...alarm, tags: { ...alarm.tags, ...toTags(Tags) } })
  }

export const untagResource =
  (context: CloudWatchContext) =>
  ({ ResourceARN, TagKeys }: any) => {
    const alarm = get(context, ResourceARN)
    const kept = Object.entries(alarm.tags ?? {}).filter(([key]) => !TagKeys.includes(key))
    context.alarms.put({ ...alarm, tags: Object.fromEntries(kept) })
  }

/** What is not there has no tags. */
export const listTagsForResource =
  (context: CloudWatchContext) =>
  ({ ResourceARN }: any) => ({
    Tags: Object.entries(find(context, ResourceARN)?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  })
