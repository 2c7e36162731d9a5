import type { PolicyDocument } from '../iam/policy.ts'
import type { QueueStore } from './queue-store.ts'

/** The policy that stands on a queue, by its ARN. */
export const queuePolicy =
  (store: QueueStore) =>
  (arn: string): PolicyDocument | undefined => {
    const policy = store.find(arn.split(':').at(-1)!)?.attributes.Policy
    return policy ? JSON.parse(policy) : undefined
  }
