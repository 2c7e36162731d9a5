import * as z from 'zod/mini'
import { envelope } from './envelope.ts'

/** An endpoint came to another state. Here states are written UPPER_SNAKE, unlike in the API. */
export const endpointChanged = envelope(
  'aws.sagemaker',
  'SageMaker Endpoint State Change',
  z.object({
    EndpointName: z.string(),
    EndpointArn: z.string(),
    EndpointStatus: z.string(),
    EndpointConfigName: z.nullish(z.string()),
    FailureReason: z.nullish(z.string()),
  }),
)
