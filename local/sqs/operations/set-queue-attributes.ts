import type { SqsContext } from '../context.ts'
import { checkAttributes } from '../queue-attributes.ts'
import { checkRedrivePolicy } from '../redrive-policy.ts'

export const setQueueAttributes =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    checkAttributes(input.Attributes, queue)
    if (input.Attributes.RedrivePolicy) checkRedrivePolicy(kernel, store, queue, input.Attributes.RedrivePolicy)
    const merged = Object.entries({ ...queue.attributes, ...input.Attributes })
    // An empty value takes a policy away.
    const attributes = Object.fromEntries(
      merged.filter(([, value]) => value !== ''),
    ) as unknown as typeof queue.attributes
    store.put({ ...queue, attributes, modifiedAt: kernel.clock.now() })
  }
