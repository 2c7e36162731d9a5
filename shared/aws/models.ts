import { DeleteEndpointConfigCommand, DeleteModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'

const client = new SageMakerClient({})

/** Removes a SageMaker model, if it is there. */
export function removeModel(ModelName: string): Promise<void> {
  return unlessMissing(client.send(new DeleteModelCommand({ ModelName })))
}

/** Removes an endpoint config, if it is there. */
export function removeEndpointConfig(EndpointConfigName: string): Promise<void> {
  return unlessMissing(client.send(new DeleteEndpointConfigCommand({ EndpointConfigName })))
}

async function unlessMissing(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message)) return
    throw error
  }
}
