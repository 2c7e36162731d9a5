import type { Kernel, Principal } from '../../kernel/kernel.ts'
import { count } from '../count.ts'
import { LATEST, type LambdaFunction } from '../function.ts'
import type { Outcome } from '../run-function.ts'
import type { AsyncEvent } from './async-queue.ts'
import { sendRecord } from './send-record.ts'
import { sendToQueue } from './send-to-queue.ts'

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency'

/**
 * Tells the function's destination, and its dead-letter target, how an asynchronous invocation ended. What the
 * function's role may not send is counted as a delivery failure, as on AWS, and logged.
 */
export async function deliverOutcome(
  kernel: Kernel,
  fn: LambdaFunction,
  event: AsyncEvent,
  condition: Condition,
  outcome: Outcome | undefined,
): Promise<void> {
  const principal = kernel.issueCredentials(fn.role, fn.name).principal
  const { OnSuccess, OnFailure } = fn.eventInvokeConfigs[event.qualifier ?? LATEST]?.DestinationConfig ?? {}
  const destination = (condition === 'Success' ? OnSuccess : OnFailure)?.Destination
  if (destination) {
    const record = destinationRecord(kernel, fn, event, condition, outcome)
    await attempt(kernel, fn, 'DestinationDeliveryFailures', destination, () =>
      sendRecord({ kernel, fn, principal, destination, record }),
    )
  }
  const deadLetters = fn.deadLetterTarget
  if (condition !== 'Success' && deadLetters)
    await attempt(kernel, fn, 'DeadLetterErrors', deadLetters, () =>
      sendDeadLetter(kernel, principal, deadLetters, event, outcome),
    )
}

async function attempt(
  kernel: Kernel,
  fn: LambdaFunction,
  metric: string,
  target: string,
  send: () => Promise<unknown>,
) {
  try {
    await send()
  } catch (error) {
    count(kernel, fn, metric, 1)
    kernel.log(fn.logging.LogGroup, 'asynchronous-invocations', `Could not deliver to ${target}: ${String(error)}`)
  }
}

export type DestinationRecord = ReturnType<typeof destinationRecord>

function destinationRecord(
  kernel: Kernel,
  fn: LambdaFunction,
  event: AsyncEvent,
  condition: Condition,
  outcome?: Outcome,
) {
  return {
    version: '1.0',
    timestamp: kernel.clock.date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:${event.qualifier ?? LATEST}`,
      condition,
      approximateInvokeCount: condition === 'Success' ? event.attempts + 1 : event.attempts,
    },
    requestPayload: JSON.parse(event.payload),
    ...(outcome && {
      responseContext: {
        statusCode: 200,
        executedVersion: outcome.version,
        ...(outcome.functionError && { functionError: outcome.functionError }),
      },
      responsePayload: JSON.parse(outcome.payload),
    }),
  }
}

async function sendDeadLetter(
  kernel: Kernel,
  principal: Principal,
  target: string,
  event: AsyncEvent,
  outcome?: Outcome,
) {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue })
  const message = outcome && (JSON.parse(outcome.payload) as { errorMessage?: string }).errorMessage
  const MessageAttributes = {
    RequestID: text(event.requestId),
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ...(message && { ErrorMessage: text(message.slice(0, 1024)) }),
  }
  if (target.split(':')[2] === 'sqs') await sendToQueue(kernel, principal, target, event.payload, MessageAttributes)
  else await kernel.call('sns', 'Publish', { TopicArn: target, Message: event.payload, MessageAttributes }, principal)
}
