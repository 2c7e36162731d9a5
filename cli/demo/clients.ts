import { readFile } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SFNClient } from '@aws-sdk/client-sfn'
import { type ApiClient, createApiClient } from '../connection/api-client.ts'
import type { LocalService } from '../runtime/start-local.ts'

export const MODEL = 'flight-delay'

/** How the demo talks to what it started: as anybody would, by the HTTP API and the APIs of AWS. */
export interface Clients {
  api: ApiClient
  sfn: SFNClient
  sagemaker: SageMakerClient
  /** Tries each request once: one that fails is seen. */
  runtime: SageMakerRuntimeClient
  /** Puts a file among the line's data. */
  upload(path: string, key: string): Promise<unknown>
  remove(key: string): Promise<unknown>
  /** Says what was true of requests: JSON lines that quality is told by. */
  tellTruth(lines: string, at: Date): Promise<unknown>
}

export function clientsOf({ endpoint, apiUrl, bucket, kernel, credentials }: LocalService): Clients {
  const { region } = kernel
  const client = { endpoint, region, credentials }
  const s3 = new S3Client(client)
  const put = (Key: string, Body: Buffer | string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  return {
    api: createApiClient({
      apiUrl,
      region,
      stage: 'dev',
      place: `the runtime at ${endpoint}`,
      local: true,
      client,
      credentials: async () => credentials,
    }),
    sfn: new SFNClient(client),
    sagemaker: new SageMakerClient(client),
    runtime: new SageMakerRuntimeClient({ ...client, maxAttempts: 1 }),
    upload: async (path, key) => put(dataKey(key), await readFile(path)),
    remove: (key) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: dataKey(key) })),
    tellTruth: (lines, at) => put(truthKey(at), lines),
  }
}

const dataKey = (key: string) => `data/${MODEL}/${key}`

/** By the hour of the requests, as SageMaker's monitors want it too. */
const truthKey = (at: Date) => {
  const hour = at.toISOString().slice(0, 13).replace(/[-T]/g, '/')
  return `truth/${MODEL}/${hour}/${at.toISOString().slice(14, 23).replace(/[:.]/g, '-')}.jsonl`
}
