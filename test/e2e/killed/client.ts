import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import type { Started } from './mortal-runtime.ts'

/** Real clients of everything that the loop touches. They try once: what they are told is what counts. */
export interface Clients {
  s3: S3Client
  sqs: SQSClient
  events: EventBridgeClient
  lambda: LambdaClient
  scheduler: SchedulerClient
  sfn: SFNClient
  sagemaker: SageMakerClient
  serving: SageMakerRuntimeClient
  cloudwatch: CloudWatchClient
  dynamodb: DynamoDBClient
  api: ApiClient
}

export function clientsOf({ endpoint, apiUrl }: Started): Clients {
  const region = 'ap-southeast-1'
  const settings = { endpoint, region, credentials: LOCAL_KEYS, maxAttempts: 1, forcePathStyle: true }
  return {
    s3: new S3Client(settings),
    sqs: new SQSClient(settings),
    events: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    sfn: new SFNClient(settings),
    sagemaker: new SageMakerClient(settings),
    serving: new SageMakerRuntimeClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    dynamodb: new DynamoDBClient(settings),
    api: createApiClient({
      apiUrl,
      region,
      stage: 'dev',
      place: 'the runtime under test',
      local: true,
      credentials: async () => LOCAL_KEYS,
      client: settings,
    }),
  }
}

/** Whether an error says that nobody is there (any more): the one thing that a killed runtime may make a caller see. */
export function isGone(error: unknown): boolean {
  const seen = [error, (error as Error)?.cause, ((error as Error)?.cause as Error)?.cause]
  return seen.some((one) => {
    const { code, name, message } = (one ?? {}) as { code?: string; name?: string; message?: string }
    return /ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|aborted/.test(`${code} ${name} ${message}`)
  })
}
