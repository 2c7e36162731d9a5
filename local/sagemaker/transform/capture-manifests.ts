import { randomUUID } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import type { InputObject } from '../files/input-objects.ts'
import { keyBelow, parseS3Uri, type RoleS3 } from '../files/role-s3.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { TransformJob } from '../records.ts'

/** What a transform job captures: manifests of the objects that it read and of those that it wrote, by its start's hour. */
export async function writeCaptureManifests(s3: RoleS3, job: TransformJob, objects: InputObject[]): Promise<void> {
  const { DestinationS3Uri, KmsKeyId } = job.DataCaptureConfig!
  const started = new Date(job.TransformStartTime!).toISOString()
  const hour = started.slice(0, 13).replace(/[-T]/g, '/')
  const file = `${hour}/${started.slice(14, 23).replace(/[:.]/g, '-')}-${randomUUID()}.jsonl`
  const sorted = objects.map(({ relative }) => relative).sort()
  const output = job.TransformOutput!.S3OutputPath!.replace(/\/*$/, '/')
  const manifests = {
    input: [{ prefix: inputPrefix(objects[0]!) }, ...sorted],
    output: [{ prefix: output }, ...sorted.map((name) => `${name}.out`)],
  }
  for (const [side, manifest] of Object.entries(manifests)) {
    const uri = keyBelow(DestinationS3Uri!, `${side}/${file}`)
    const { bucket, key } = parseS3Uri(uri)!
    try {
      await s3.put(bucket, key, Buffer.from(`${JSON.stringify(manifest)}\n`), {
        ...(KmsKeyId && { kmsKeyId: KmsKeyId }),
      })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw new JobFailure(`ClientError: Data upload failed: ${error.code}: ${error.message} (${uri})`)
    }
  }
}

const inputPrefix = ({ bucket, key, relative }: InputObject) =>
  `s3://${bucket}/${key.slice(0, key.length - relative.length)}`
