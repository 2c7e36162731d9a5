import { mkdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AwsError } from '../../kernel/aws-error.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { atMost } from './at-most.ts'
import { inputObjects } from './input-objects.ts'
import type { RoleS3 } from './role-s3.ts'

const PARALLEL = 8

/** Brings the objects of a data source into a folder; whatever is missing or forbidden fails the job. */
export async function downloadInput(s3: RoleS3, dataType: string, uri: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  let found = 0
  try {
    await atMost(PARALLEL, inputObjects(s3, dataType, uri), async (object) => {
      found++
      const file = join(folder, object.relative)
      if (relative(folder, file).split(sep)[0] === '..')
        throw new JobFailure(`ClientError: Data download failed: the key "${object.key}" leads out of its folder.`)
      await s3.download(object.bucket, object.key, file)
    })
  } catch (error) {
    throw downloadFailure(error, uri)
  }
  if (found === 0)
    throw new JobFailure(
      `ClientError: Data download failed: NoSuchKey: No S3 objects found under S3 URL "${uri}" given in input data source.`,
    )
}

/** The reason of a job that could not read its data. */
export function downloadFailure(error: unknown, uri: string): unknown {
  if (!(error instanceof AwsError)) return error
  return new JobFailure(`ClientError: Data download failed: ${error.code}: ${error.message} (${uri})`)
}
