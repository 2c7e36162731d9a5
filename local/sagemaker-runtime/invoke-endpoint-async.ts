import type { InvokeEndpointAsyncInput } from '@aws-sdk/client-sagemaker-runtime'
import type { Kernel } from '../kernel/kernel.ts'
import type { SageMakerService } from '../sagemaker/index.ts'
import { endpointNotFound, refused } from './refusals.ts'

/** Keeps a request, answers where its result will lie, and lets the endpoint's queue do it. */
export async function invokeEndpointAsync(kernel: Kernel, input: InvokeEndpointAsyncInput) {
  const service = kernel.service('sagemaker') as SageMakerService | undefined
  const router = service?.router(input.EndpointName!)
  if (!router) throw endpointNotFound(kernel, input.EndpointName!)
  if (!router.deployment.async)
    throw refused(`Endpoint ${input.EndpointName} is not an asynchronous endpoint; use InvokeEndpoint.`)
  check(input)
  return service!.async.accept(input.EndpointName!, router.deployment, input)
}

function check({ InputLocation, Body }: InvokeEndpointAsyncInput): void {
  const body = Body && Body.length > 0
  if (!InputLocation && !body) throw refused('InputLocation is required.')
  if (InputLocation && body) throw refused('InputLocation and Body exclude each other.')
  if (InputLocation && !/^s3:\/\/[^/]+\/.+/.test(InputLocation))
    throw refused(`InputLocation must be the S3 URI of an object (s3://bucket/key): ${InputLocation}`)
}
