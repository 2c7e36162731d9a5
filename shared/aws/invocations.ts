import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime'

const client = new SageMakerRuntimeClient({ maxAttempts: 1 })

/** Sends rows of CSV to an endpoint; the answer's body is text/csv. */
export async function invoke(endpointName: string, body: string, timeoutSeconds: number): Promise<string> {
  const command = new InvokeEndpointCommand({
    EndpointName: endpointName,
    ContentType: 'text/csv',
    Accept: 'text/csv',
    Body: Buffer.from(body),
  })
  const { Body } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutSeconds * 1000) })
  return Buffer.from(Body ?? []).toString()
}

/** Hands an asynchronous endpoint rows of CSV that lie in S3; tells where the answer, or why there is none, will lie. */
export async function invokeAsync(
  endpointName: string,
  inputLocation: string,
  timeoutSeconds: number,
): Promise<{ answer: string; failure?: string }> {
  const command = new InvokeEndpointAsyncCommand({
    EndpointName: endpointName,
    ContentType: 'text/csv',
    Accept: 'text/csv',
    InputLocation: inputLocation,
    InvocationTimeoutSeconds: timeoutSeconds,
  })
  const { OutputLocation, FailureLocation } = await client.send(command)
  return { answer: OutputLocation!, ...(FailureLocation && { failure: FailureLocation }) }
}
