import type { SqsContext } from '../context.ts'
import { checkAttributes, withPlainBooleans } from '../queue-attributes.ts'
import { checkRedrivePolicy } from '../redrive-policy.ts'

export const setQueueAttributes =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    const changes = withPlainBooleans(input.Attributes)
    checkAttributes(changes, queue)
    if (changes['RedrivePolicy']) checkRedrivePolicy(kernel, store, queue, changes['RedrivePolicy'])
    // A key of one's own takes the place of SQS's.
    const encryption = changes['KmsMasterKeyId'] ? { SqsManagedSseEnabled: 'false' } : {}
    const merged = Object.entries({ ...queue.attributes, ...encryption, ...changes })
    // An empty value takes a policy away.
    const attributes = Object.fromEntries(
      merged.filter(([, value]) => value !== ''),
    ) as unknown as typeof queue.attributes
    store.put({ ...queue, attributes, modifiedAt: kernel.clock.now() })
  }
