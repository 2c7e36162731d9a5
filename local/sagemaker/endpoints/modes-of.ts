import type { Endpoint } from '../records.ts'
import type { Deployment } from './deployment.ts'

/** What Describe tells of the ways in which an endpoint serves beside answering at once. */
export function modesOf(deployment: Deployment | undefined): Partial<Endpoint> {
  const async = deployment?.async
  const capture = deployment?.variants[0]?.capture
  return {
    ...(async && { AsyncInferenceConfig: async }),
    ...(capture && {
      DataCaptureConfig: {
        EnableCapture: capture.EnableCapture ?? false,
        CaptureStatus: capture.EnableCapture ? 'Started' : 'Stopped',
        CurrentSamplingPercentage: capture.InitialSamplingPercentage,
        DestinationS3Uri: capture.DestinationS3Uri,
        KmsKeyId: capture.KmsKeyId,
      },
    }),
  }
}
