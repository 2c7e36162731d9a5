import type { SageMaker } from './sagemaker.ts'
import { tagMap } from './tags.ts'

type Subject =
  | 'Training Job'
  | 'Processing Job'
  | 'Transform Job'
  | 'Model'
  | 'Endpoint Config'
  | 'Endpoint'
  | 'Endpoint Deployment'
  | 'Model Package'

/** Tells EventBridge of a change; the detail is what Describe answers, with times in epoch ms and tags as a map. */
export function emitStateChange(sagemaker: SageMaker, subject: Subject, arn: string, detail: object): void {
  sagemaker.kernel.emit({
    source: 'aws.sagemaker',
    detailType: `SageMaker ${subject} State Change`,
    resources: [arn],
    // A copy: what is kept changes later.
    detail: structuredClone({ ...detail, Tags: tagMap(sagemaker, arn) }) as Record<string, unknown>,
  })
}

/** InService as an event writes it: IN_SERVICE. */
export const upperSnake = (status: string) => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
