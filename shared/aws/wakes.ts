import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { config } from '#shared/config.ts'
import type { Wake } from '#shared/events/wake.ts'

const client = new SQSClient({})

/** SQS holds a message back for at most this; a later wake-up takes several hops. */
const longestDelaySeconds = 900

/** Has the model line looked at again at `wake.at`, or on the way there. */
export async function sendWake(wake: Wake, now: string): Promise<void> {
  const seconds = Math.ceil((Date.parse(wake.at) - Date.parse(now)) / 1000)
  await client.send(
    new SendMessageCommand({
      QueueUrl: config.wakeQueue(),
      MessageBody: JSON.stringify(wake),
      DelaySeconds: Math.max(0, Math.min(longestDelaySeconds, seconds)),
    }),
  )
}
