import { AwsError } from '../../kernel/aws-error.ts'
import type { ObjectRecord } from './records.ts'

interface ReadConditions {
  IfMatch?: string
  IfNoneMatch?: string
  IfModifiedSince?: Date
  IfUnmodifiedSince?: Date
}

/** Refuses a read whose conditions do not hold: 412, or 304 with the headers that a cache wants. */
export function checkRead(object: ObjectRecord, conditions: ReadConditions, now: number): void {
  const failed = failedCondition(object, conditions, now)
  if (!failed) return
  if (failed === 'If-Match' || failed === 'If-Unmodified-Since') throw preconditionFailed(failed)
  throw new AwsError('NotModified', 'Not Modified', 304, {
    Headers: { ETag: `"${object.etag}"`, 'Last-Modified': new Date(object.modified).toUTCString() },
  })
}

/** The header of the condition that does not hold. A time that is still to come is no condition. */
function failedCondition(object: ObjectRecord, conditions: ReadConditions, now: number): string | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  const second = Math.floor(object.modified / 1000) * 1000
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object)) return 'If-Match'
  } else if (IfUnmodifiedSince && second > IfUnmodifiedSince.getTime()) return 'If-Unmodified-Since'
  if (IfNoneMatch !== undefined) return matches(IfNoneMatch, object) ? 'If-None-Match' : undefined
  const since = IfModifiedSince?.getTime()
  return since !== undefined && second <= since && since <= now ? 'If-Modified-Since' : undefined
}

interface WriteConditions {
  IfMatch?: string
  IfNoneMatch?: string
  Key: string
}

/** Refuses conditions that S3 knows, but does not take in a write. */
export function checkWriteConditions({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined)
    throw notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw refusedCondition('If-None-Match')
  if (IfMatch === '*') throw refusedCondition('If-Match')
}

/** Refuses a write whose conditions do not hold for what is there. */
export function checkWrite(before: ObjectRecord | undefined, { IfMatch, IfNoneMatch, Key }: WriteConditions): void {
  if (IfNoneMatch === '*' && before) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!before) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key })
  if (!matches(IfMatch, before)) throw preconditionFailed('If-Match')
}

/** Refuses a write with a condition after something has overtaken it. */
export function refuseConflict({ IfMatch, IfNoneMatch, Key }: WriteConditions): void {
  if (IfMatch === undefined && IfNoneMatch === undefined) return
  throw new AwsError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { Condition: IfMatch === undefined ? 'If-None-Match' : 'If-Match', Key },
  )
}

/** The same for the source of a copy, whose conditions have names of their own. */
export function checkCopySource(source: ObjectRecord, input: Record<string, any>, now: number): void {
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  }
  const failed = failedCondition(source, conditions, now)
  if (failed) throw preconditionFailed(`x-amz-copy-source-${failed}`)
}

/** What lies in an archive must be restored before it is read, which is not served here. */
export function checkRetrievable({ detail }: ObjectRecord): void {
  const { StorageClass } = detail.headers
  if (StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE')
    throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", 403, {
      StorageClass,
    })
}

const matches = (condition: string, { etag }: ObjectRecord) =>
  condition.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^(W\/)?"(.*)"$/, '$2') === etag)

const refusedCondition = (header: string) =>
  notImplemented(header, `We don't accept the provided value of ${header} header for this API`)

const notImplemented = (Header: string, additionalMessage: string) =>
  new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, {
    Header,
    additionalMessage,
  })

const preconditionFailed = (Condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition,
  })
