import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { ServingInstance } from '../containers/serving-instance.ts'
import type { InputObject } from '../files/input-objects.ts'
import type { RoleS3 } from '../files/role-s3.ts'
import { uploadFile } from '../files/upload-folder.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { TransformJob } from '../records.ts'
import type { BatchSettings } from './batch-settings.ts'
import { dataProcessing } from './data-processing.ts'
import { inOrder } from './in-order.ts'
import { invoke } from './invoke.ts'
import { linePayloads, wholePayload } from './payloads.ts'

export interface ObjectTransform {
  s3: RoleS3
  job: TransformJob
  settings: BatchSettings
  instance: ServingInstance
  object: InputObject
  /** Where the answers are put together before they are uploaded. */
  file: string
}

/** Sends one object through the container and uploads its answers, in the input's order, as `<name>.out`. */
export async function transformObject({ s3, job, settings, instance, object, file }: ObjectTransform): Promise<void> {
  const { CompressionType, SplitType } = job.TransformInput!
  const { S3OutputPath, AssembleWith, KmsKeyId } = job.TransformOutput!
  const stored = await s3.read(object.bucket, object.key)
  const content = CompressionType === 'Gzip' ? gunzipped(stored) : stored
  const { maxPayloadBytes: maxBytes, singleRecord: single, concurrent } = settings
  const payloads =
    SplitType === 'Line'
      ? linePayloads(content, { maxBytes, single, key: object.key })
      : wholePayload(content, maxBytes, object.key)
  const processing = dataProcessing(job, object.key)
  const answers = inOrder(concurrent, payloads, async (payload) => {
    const answer = await invoke(instance, job, processing?.before(payload) ?? payload, object.key)
    return processing?.after(payload, answer) ?? answer
  })
  try {
    await pipeline(AssembleWith === 'Line' ? asLines(answers) : answers, createWriteStream(file))
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error
    throw new JobFailure(`ClientError: The object "${object.key}" is not valid gzip: ${(error as Error).message}`)
  } finally {
    stored.destroy()
  }
  await uploadFile(s3, file, S3OutputPath!, `${object.relative}.out`, KmsKeyId)
}

function gunzipped(stored: Readable): Readable {
  const content = createGunzip()
  stored.on('error', (error) => content.destroy(error))
  return stored.pipe(content)
}

async function* asLines(answers: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const answer of answers) yield answer.at(-1) === 10 ? answer : Buffer.concat([answer, Buffer.from('\n')])
}
