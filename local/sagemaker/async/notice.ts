import type { AsyncRequest } from './async-request.ts'

/** The largest answer that a notice carries. */
const LARGEST_INCLUDED = 128 * 1024

/** How a request ended. */
export type Outcome =
  | { status: 'Completed'; body: Buffer; contentType: string | undefined }
  | { status: 'Failed'; reason: string; body?: Buffer | undefined; contentType?: string | undefined }

/** What SNS is told of a request that has ended. */
export function noticeOf(
  request: AsyncRequest,
  outcome: Outcome,
  { region, now, uploaded }: { region: string; now: number; uploaded: boolean },
): string {
  const topic = outcome.status === 'Completed' ? 'SUCCESS_NOTIFICATION_TOPIC' : 'ERROR_NOTIFICATION_TOPIC'
  return JSON.stringify({
    awsRegion: region,
    eventTime: new Date(now).toISOString(),
    receivedTime: new Date(request.receivedAt).toISOString(),
    invocationStatus: outcome.status,
    ...(outcome.status === 'Failed' && { failureReason: outcome.reason }),
    requestParameters: {
      ...(request.accept && { accept: request.accept }),
      ...(request.contentType && { contentType: request.contentType }),
      ...(request.customAttributes && { customAttributes: request.customAttributes }),
      endpointName: request.endpointName,
      ...(request.inputLocation && { inputLocation: request.inputLocation }),
    },
    ...(outcome.body && {
      responseParameters: {
        ...(outcome.contentType && { contentType: outcome.contentType }),
        ...(uploaded && {
          outputLocation: outcome.status === 'Completed' ? request.outputLocation : request.failureLocation,
        }),
      },
    }),
    ...(outcome.body && request.includeIn.includes(topic) && { responseBody: included(outcome.body) }),
    inferenceId: request.inferenceId,
    eventVersion: '1.0',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  })
}

function included(body: Buffer) {
  return body.length <= LARGEST_INCLUDED
    ? { content: body.toString('base64'), encoding: 'BASE64', message: 'Response included.' }
    : { message: `The response is larger than ${LARGEST_INCLUDED / 1024} KB and is not included.` }
}
