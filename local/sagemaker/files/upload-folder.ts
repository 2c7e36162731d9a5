import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AwsError } from '../../kernel/aws-error.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { atMost } from './at-most.ts'
import { keyBelow, parseS3Uri, type RoleS3 } from './role-s3.ts'

const PARALLEL = 4

/** Puts every file of a folder below an S3 URI. */
export async function uploadFolder(s3: RoleS3, folder: string, uri: string, kmsKeyId?: string): Promise<void> {
  await atMost(PARALLEL, await filesOf(folder), (file) =>
    uploadFile(s3, file, uri, relative(folder, file).split(sep).join('/'), kmsKeyId),
  )
}

/** Puts one file below an S3 URI, under `name`; a refusal fails the job. */
export async function uploadFile(
  s3: RoleS3,
  file: string,
  uri: string,
  name: string,
  kmsKeyId?: string,
): Promise<void> {
  const at = parseS3Uri(uri)
  if (!at) throw new JobFailure(`ClientError: "${uri}" is not an S3 URI (s3://bucket/key).`)
  try {
    await s3.upload(file, at.bucket, keyBelow(at.key, name), kmsKeyId)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new JobFailure(`ClientError: Data upload failed: ${error.code}: ${error.message} (${keyBelow(uri, name)})`)
  }
}

/** The regular files below a folder, sorted; none when there is no such folder. */
export async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
