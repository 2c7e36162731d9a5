import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { EndpointState } from '#shared/domain/endpoint-outcome.ts'

const client = new SageMakerClient({})

/** The endpoint as it stands; undefined when there is none. */
export async function readEndpoint(name: string): Promise<EndpointState | undefined> {
  try {
    const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }))
    return {
      status: endpoint.EndpointStatus!,
      configName: endpoint.EndpointConfigName!,
      reason: endpoint.FailureReason,
    }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** SageMaker knows no error of its own for this; the message is all there is to tell it by. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message)
}
