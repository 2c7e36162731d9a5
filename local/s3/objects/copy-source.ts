import { AwsError } from '../../kernel/aws-error.ts'
import type { Call, Permission } from '../../kernel/kernel.ts'
import { objectArn, type S3 } from '../s3.ts'
import { checkCopySource, checkRetrievable } from './conditions.ts'
import { findObject } from './find-object.ts'
import type { ObjectRecord } from './records.ts'

interface CopySource {
  Bucket: string
  Key: string
  VersionId?: string
}

/** Reads `bucket/key?versionId=…`, URL-encoded, with or without a leading slash. */
function copySource(text: string): CopySource {
  const [path = '', version] = text.replace(/^\//, '').split(/\?versionId=/)
  const slash = path.indexOf('/')
  if (slash <= 0 || slash === path.length - 1 || path.startsWith('arn:'))
    throw new AwsError('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  try {
    return { Bucket: path.slice(0, slash), Key: decodeURIComponent(path.slice(slash + 1)), VersionId: version }
  } catch {
    throw new AwsError('InvalidArgument', 'Copy Source must be URL-encoded.')
  }
}

export function sourcePermission(text: string): Permission {
  const { Bucket, Key, VersionId } = copySource(text)
  return { action: VersionId ? 's3:GetObjectVersion' : 's3:GetObject', resource: objectArn(Bucket, Key) }
}

/** The object that a copy copies, its conditions checked. */
export function findCopySource(s3: S3, input: Record<string, any>, call: Call): ObjectRecord {
  const object = findObject(s3, copySource(input.CopySource), call)
  checkRetrievable(object)
  checkCopySource(object, input, s3.kernel.clock.now())
  return object
}
