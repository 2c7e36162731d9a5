import type { RetryPolicy } from '../delivery/outbox.ts'

/** AWS's own endpoints are tried for 23 days, others three more times. Permanent refusals are not tried again at all. */
export const retryOf = (protocol: string): RetryPolicy =>
  protocol === 'sqs' || protocol === 'lambda'
    ? { MaximumRetryAttempts: 100_015, MaximumEventAgeInSeconds: 23 * 86_400 }
    : { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 }
