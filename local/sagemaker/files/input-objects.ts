import { buffer } from 'node:stream/consumers'
import { JobFailure } from '../jobs/job-failure.ts'
import { parseS3Uri, type RoleS3, type S3Object } from './role-s3.ts'

export interface InputObject extends S3Object {
  /** Its name below the prefix, as it is put into a folder. */
  relative: string
}

/** The objects of a data source: those below a prefix, or those a manifest names. */
export async function* inputObjects(s3: RoleS3, dataType: string, uri: string): AsyncGenerator<InputObject> {
  const at = parseS3Uri(uri)
  if (!at) throw new JobFailure(`ClientError: "${uri}" is not an S3 URI (s3://bucket/key).`)
  if (dataType === 'ManifestFile') yield* manifest(s3, at.bucket, at.key)
  else
    for await (const object of s3.list(at.bucket, at.key))
      if (!object.key.endsWith('/')) yield { ...object, relative: relativeName(at.key, object.key) }
}

/** `in/` or `in` and `in/a/b.csv` give `a/b.csv`; a prefix that is a whole key gives the key's last part. */
function relativeName(prefix: string, key: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1)
  return key.slice(prefix.lastIndexOf('/') + 1)
}

async function* manifest(s3: RoleS3, bucket: string, key: string): AsyncGenerator<InputObject> {
  const [head, ...names] = parseManifest((await buffer(await s3.read(bucket, key))).toString(), key)
  const base = parseS3Uri(head.prefix)
  if (!base) throw new JobFailure(`ClientError: The manifest ${key} starts with a prefix that is not an S3 URI.`)
  for (const name of names)
    yield { bucket: base.bucket, key: base.key + name, relative: name.replace(/^\/+/, ''), size: Number.NaN }
}

function parseManifest(text: string, key: string): [{ prefix: string }, ...string[]] {
  try {
    const parsed = JSON.parse(text)
    if (typeof parsed[0].prefix === 'string' && parsed.slice(1).every((name: unknown) => typeof name === 'string'))
      return parsed
  } catch {}
  throw new JobFailure(`ClientError: The manifest ${key} must be a JSON list: an object with "prefix", then names.`)
}
