import {
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker'
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

/** Begins to take an endpoint back to a config; answers whether SageMaker took the order. */
export function takeBack(name: string, configName: string): Promise<boolean> {
  const input = { EndpointName: name, EndpointConfigName: configName, RetainAllVariantProperties: true }
  return unlessRefused(client.send(new UpdateEndpointCommand(input)))
}

/** Begins to remove an endpoint; answers whether SageMaker took the order. */
export function removeEndpoint(name: string): Promise<boolean> {
  return unlessRefused(client.send(new DeleteEndpointCommand({ EndpointName: name })))
}

async function unlessRefused(order: Promise<unknown>): Promise<boolean> {
  try {
    await order
    return true
  } catch (error) {
    // Throttling comes under another name.
    if (error instanceof Error && error.name === 'ValidationException') return false
    throw error
  }
}

/** SageMaker knows no error of its own for this; the message is all there is to tell it by. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message)
}
