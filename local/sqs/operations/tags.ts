import type { SqsContext } from '../context.ts'

export const tagQueue =
  ({ store }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    store.put({ ...queue, tags: { ...queue.tags, ...input.Tags } })
  }

export const untagQueue =
  ({ store }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    const left = Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key))
    store.put({ ...queue, tags: Object.fromEntries(left) })
  }

export const listQueueTags =
  ({ store }: SqsContext) =>
  (input: any) => {
    const { tags } = store.get(input.QueueUrl)
    return { Tags: Object.keys(tags).length > 0 ? tags : undefined }
  }
