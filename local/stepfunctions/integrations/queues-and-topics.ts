import { optimised } from './optimised.ts'
import { asText } from './task-json.ts'

/** `sqs:sendMessage`: a message body that is not text is sent as JSON. */
export const sqsSendMessage = (pattern: 'request' | 'token') =>
  optimised(
    {
      type: 'sqs',
      action: 'sendMessage',
      service: 'sqs',
      operation: 'SendMessage',
      spelling: { prefix: 'SQS', fallback: 'AmazonSQSException', service: 'AmazonSQS' },
      request: ({ MessageBody, ...rest }) => ({
        ...rest,
        // A null is none, of which SQS then says that the request must contain it.
        MessageBody: asText(MessageBody ?? ''),
      }),
    },
    pattern,
  )

/** `sns:publish`: a message that is not text is sent as JSON. */
export const snsPublish = (pattern: 'request' | 'token') =>
  optimised(
    {
      type: 'sns',
      action: 'publish',
      service: 'sns',
      operation: 'Publish',
      spelling: { prefix: 'SNS', fallback: 'AmazonSNSException', service: 'AmazonSNS' },
      request: ({ Message, ...rest }) => ({ ...rest, ...(Message !== undefined && { Message: asText(Message) }) }),
    },
    pattern,
  )
