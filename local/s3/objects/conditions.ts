import { AwsError } from '../../kernel/aws-error.ts'
import type { ObjectRecord } from './records.ts'

interface ReadConditions {
  IfMatch?: string
  IfNoneMatch?: string
  IfModifiedSince?: Date
  IfUnmodifiedSince?: Date
}

/** Refuses a read whose conditions do not hold: 412, or 304 with the headers that a cache wants. */
export function checkRead(object: ObjectRecord, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  const second = Math.floor(object.modified / 1000) * 1000
  if (IfMatch !== undefined ? !matches(IfMatch, object) : IfUnmodifiedSince && second > IfUnmodifiedSince.getTime())
    throw preconditionFailed(IfMatch !== undefined ? 'If-Match' : 'If-Unmodified-Since')
  if (IfNoneMatch !== undefined ? matches(IfNoneMatch, object) : IfModifiedSince && second <= IfModifiedSince.getTime())
    throw new AwsError('NotModified', 'Not Modified', 304, {
      Headers: { ETag: `"${object.etag}"`, 'Last-Modified': new Date(second).toUTCString() },
    })
}

/** Refuses a write whose conditions do not hold for what is there. */
export function checkWrite(
  before: ObjectRecord | undefined,
  { IfMatch, IfNoneMatch, Key }: { IfMatch?: string; IfNoneMatch?: string; Key: string },
): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined)
    throw notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw refusedCondition('If-None-Match')
  if (IfNoneMatch === '*' && before) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!before) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key })
  if (!matches(IfMatch, before)) throw preconditionFailed('If-Match')
}

/** The same for the source of a copy, whose conditions have names of their own. */
export function checkCopySource(source: ObjectRecord, input: Record<string, any>): void {
  try {
    checkRead(source, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    })
  } catch {
    throw preconditionFailed('x-amz-copy-source-If-*')
  }
}

const matches = (condition: string, { etag }: ObjectRecord) =>
  condition.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^(W\/)?"(.*)"$/, '$2') === etag)

/** A condition that S3 knows, with a value that it does not take in a write. */
export const refusedCondition = (header: string) =>
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
