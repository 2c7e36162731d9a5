import type { SqsContext } from '../context.ts'
import { checkAttributes } from '../queue-attributes.ts'

export const setQueueAttributes =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    checkAttributes(input.Attributes)
    const merged = Object.entries({ ...queue.attributes, ...input.Attributes })
    // An empty value takes a policy away.
    const attributes = Object.fromEntries(
      merged.filter(([, value]) => value !== ''),
    ) as unknown as typeof queue.attributes
    store.put({ ...queue, attributes, modifiedAt: kernel.clock.now() })
  }
