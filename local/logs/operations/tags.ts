import { groupOf, type LogsContext } from '../context.ts'

const find = ({ store }: LogsContext, arn: string) => store.group(groupOf({ logGroupIdentifier: arn }))

export const tagResource =
  (context: LogsContext) =>
  ({ resourceArn, tags }: any) => {
    const group = find(context, resourceArn)
    context.store.putGroup({ ...group, tags: { ...group.tags, ...tags } })
  }

export const untagResource =
  (context: LogsContext) =>
  ({ resourceArn, tagKeys }: any) => {
    const group = find(context, resourceArn)
    const kept = Object.entries(group.tags ?? {}).filter(([key]) => !tagKeys.includes(key))
    context.store.putGroup({ ...group, tags: Object.fromEntries(kept) })
  }

export const listTagsForResource =
  (context: LogsContext) =>
  ({ resourceArn }: any) => ({ tags: find(context, resourceArn).tags ?? {} })
