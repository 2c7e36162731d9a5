import type { InvokeEndpointInput } from '@aws-sdk/client-sagemaker-runtime'
import type { Kernel } from '../kernel/kernel.ts'
import type { ModelResponse } from '../sagemaker/containers/serving-instance.ts'
import type { Variant } from '../sagemaker/endpoints/deployment.ts'
import type { SageMakerService } from '../sagemaker/index.ts'

/** Lets an exchange be captured, where the endpoint's config asks for that. */
export function capture(
  kernel: Kernel,
  input: InvokeEndpointInput,
  variant: Variant,
  answer: ModelResponse,
  shadow = false,
): void {
  if (!variant.capture) return
  const { captures } = kernel.service('sagemaker') as SageMakerService
  captures.take(input.EndpointName!, variant, {
    input: { body: input.Body as Buffer, contentType: input.ContentType },
    output: { body: answer.body, contentType: answer.headers['content-type'] },
    inferenceId: input.InferenceId,
    customAttributes: input.CustomAttributes,
    shadow,
  })
}
