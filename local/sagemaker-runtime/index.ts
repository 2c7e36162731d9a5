import type { Kernel, Service } from '../kernel/kernel.ts'
import { invokeEndpoint } from './invoke-endpoint.ts'
import { invokeEndpointAsync } from './invoke-endpoint-async.ts'

/** SageMaker Runtime: requests to the endpoints that the sagemaker service keeps. */
export function createSageMakerRuntime(kernel: Kernel): Service {
  return {
    name: 'sagemaker-runtime',
    operations: {
      InvokeEndpoint: (input) => invokeEndpoint(kernel, input),
      InvokeEndpointAsync: (input) => invokeEndpointAsync(kernel, input),
    },
    permissions: (operation, input) => [
      { action: `sagemaker:${operation}`, resource: kernel.arn('sagemaker', `endpoint/${input.EndpointName}`) },
    ],
  }
}
