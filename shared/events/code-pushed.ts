import * as z from 'zod/mini'
import { envelope } from './envelope.ts'

/** ECR took an image. An image pushed by digest alone has no tag. */
const imagePushed = envelope(
  'aws.ecr',
  'ECR Image Action',
  z.object({
    'action-type': z.literal('PUSH'),
    result: z.literal('SUCCESS'),
    'repository-name': z.string(),
    'image-digest': z.string(),
    'image-tag': z.optional(z.string()),
  }),
)

const pipelineSucceeded = envelope(
  'aws.codepipeline',
  'CodePipeline Pipeline Execution State Change',
  z.object({ pipeline: z.string(), 'execution-id': z.string(), state: z.literal('SUCCEEDED') }),
)

/** New code that a model line may follow. */
export const codePushed = z.discriminatedUnion('source', [imagePushed, pipelineSucceeded])

export type CodePushed = z.output<typeof codePushed>

/** The trigger's view of the event. */
export function codeDetail(event: CodePushed) {
  if (event.source === 'aws.codepipeline') {
    return { pipeline: event.detail.pipeline, executionId: event.detail['execution-id'] }
  }
  const tag = event.detail['image-tag']
  return {
    repository: event.detail['repository-name'],
    digest: event.detail['image-digest'],
    ...(tag !== undefined && tag !== '' && { tag }),
  }
}
