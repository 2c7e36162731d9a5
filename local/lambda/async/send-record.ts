import type { Kernel, Principal } from '../../kernel/kernel.ts'
import type { LambdaFunction } from '../function.ts'
import type { DestinationRecord } from './deliver-outcome.ts'
import { sendToQueue } from './send-to-queue.ts'

interface Delivery {
  kernel: Kernel
  fn: LambdaFunction
  principal: Principal
  /** The ARN of a queue, topic, function, bucket or event bus. */
  destination: string
  record: DestinationRecord
}

/** Sends the record of an asynchronous invocation to its destination, in the form that each kind of it gets. */
export async function sendRecord({ kernel, fn, principal, destination, record }: Delivery): Promise<void> {
  const body = JSON.stringify(record)
  const call = (service: string, operation: string, input: object) => kernel.call(service, operation, input, principal)
  const sends: Record<string, () => Promise<unknown>> = {
    sqs: () => sendToQueue(kernel, principal, destination, body),
    sns: () => call('sns', 'Publish', { TopicArn: destination, Message: body }),
    s3: () =>
      call('s3', 'PutObject', {
        Bucket: destination.split(':').at(-1),
        Key: objectKey(kernel, fn),
        Body: Buffer.from(body),
      }),
    lambda: () =>
      call('lambda', 'Invoke', { FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(body) }),
    events: () => call('events', 'PutEvents', { Entries: [busEntry(destination, record, body)] }),
  }
  await sends[destination.split(':')[2]!]!()
}

/** aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>, in UTC. */
function objectKey(kernel: Kernel, fn: LambdaFunction): string {
  const [day, time] = kernel.clock.date().toISOString().slice(0, 19).split('T')
  const name = `${day}T${time!.replaceAll(':', '.')}-${kernel.requestId()}`
  return `aws/lambda/async/${fn.name}/${day!.replaceAll('-', '/')}/${name}`
}

const busEntry = (bus: string, record: DestinationRecord, Detail: string) => ({
  EventBusName: bus,
  Source: 'lambda',
  DetailType: `Lambda Function Invocation Result - ${record.requestContext.condition === 'Success' ? 'Success' : 'Failure'}`,
  Resources: [bus, record.requestContext.functionArn],
  Detail,
})
