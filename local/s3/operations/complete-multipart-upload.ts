import { createHash } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import { checksumIn, digestOf } from '../checksums/checksum.ts'
import { announceCreated } from '../objects/announce.ts'
import { checkWrite, checkWriteConditions, refuseConflict } from '../objects/conditions.ts'
import { findUpload } from '../objects/find-upload.ts'
import { checksumMembers, encryptionOf, isVersioned, shownVersion } from '../objects/object-detail.ts'
import type { ObjectDetail, ObjectRecord, PartRecord, UploadRecord } from '../objects/records.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'

const LEAST_PART = 5 * 1024 * 1024

export const completeMultipartUpload: S3Operation = {
  permissions: onObject('PutObject'),

  async run(s3, input, call) {
    const { Bucket, Key } = input
    const upload = findUpload(s3, input)
    const parts = chosenParts(input.MultipartUpload?.Parts ?? [], s3.index.parts(upload.id), upload.id)
    checkWriteConditions(input)
    const check = (before: ObjectRecord | undefined) => {
      checkWrite(before, input)
      if (s3.index.upload(upload.id)?.detail.isOvertaken) refuseConflict(input)
    }
    check(s3.index.current(Bucket, Key))
    const { blob, size, detail } = await join(s3, upload, parts, input)
    const etags = Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex')))
    const etag = `${createHash('md5').update(etags).digest('hex')}-${parts.length}`
    const bucket = s3.bucket(Bucket)
    const { object, unused } = await s3.enter(
      { bucket: Bucket, key: Key, size, etag, modified: s3.kernel.clock.now(), blob, detail },
      isVersioned(bucket),
      check,
    )
    const leftovers = s3.index.deleteUpload(upload.id)
    announceCreated(s3, object, 'CompleteMultipartUpload', call)
    await s3.blobs.remove([...unused, ...leftovers])
    return {
      Location: `${s3.kernel.endpoint}/${Bucket}/${encodeURIComponent(Key)}`,
      Bucket,
      Key,
      ETag: `"${etag}"`,
      VersionId: shownVersion(bucket, object),
      ...encryptionOf(detail),
      ...checksumMembers(detail),
    }
  },
}

interface ChosenPart {
  PartNumber: number
  ETag: string
}

/** The uploaded parts that the caller names, which must be in order, there and, but for the last, large enough. */
function chosenParts(chosen: ChosenPart[], uploaded: PartRecord[], UploadId: string): PartRecord[] {
  if (chosen.length === 0) throw new AwsError('InvalidRequest', 'You must specify at least one part')
  if (chosen.some((choice, index) => index > 0 && choice.PartNumber <= chosen[index - 1]!.PartNumber))
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      400,
      { UploadId },
    )
  const byNumber = new Map(uploaded.map((part) => [part.number, part]))
  const parts = chosen.map((choice) => {
    const part = byNumber.get(choice.PartNumber)
    if (part && isSame(choice, part)) return part
    throw new AwsError(
      'InvalidPart',
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      400,
      { PartNumber: choice.PartNumber, ETag: choice.ETag?.replaceAll('"', ''), UploadId },
    )
  })
  const small = parts.slice(0, -1).find((part) => part.size < LEAST_PART)
  if (small)
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      PartNumber: small.number,
      ETag: small.etag,
      ProposedSize: small.size,
      MinSizeAllowed: LEAST_PART,
    })
  return parts
}

function isSame(choice: ChosenPart, part: PartRecord): boolean {
  const checksum = checksumIn(choice)
  const kept = checksum && part.checksums[checksum.algorithm]
  return choice.ETag?.replaceAll('"', '') === part.etag && (!kept || kept === checksum.value)
}

/** Writes the parts as one content and computes the checksum of the whole on the way. */
async function join(s3: S3, upload: UploadRecord, parts: PartRecord[], input: Record<string, any>) {
  const { algorithm } = upload
  const { isOvertaken, ...kept } = upload.detail
  const whole = algorithm && upload.detail.checksumType === 'FULL_OBJECT' ? digestOf(algorithm) : undefined
  const { id, size } = await s3.blobs.write(s3.blobs.read(parts.map((part) => part.blob)), whole ? [whole] : [])
  const detail: ObjectDetail = { ...kept, parts: parts.map((part) => part.size) }
  if (algorithm) detail.partChecksums = parts.map((part) => part.checksums)
  if (algorithm)
    detail.checksums = { [algorithm]: whole ? whole.digest().toString('base64') : composite(algorithm, parts) }
  const sent = checksumIn(input)
  const problem =
    input.MpuObjectSize !== undefined && input.MpuObjectSize !== size
      ? new AwsError(
          'InvalidRequest',
          'The provided x-amz-mp-object-size header value does not match what was computed.',
        )
      : sent && algorithm === sent.algorithm && detail.checksums[algorithm] !== sent.value
        ? new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`)
        : undefined
  if (!problem) return { blob: id, size, detail }
  await s3.blobs.remove([id])
  throw problem
}

/** The checksum of the parts' checksums, with their number. */
function composite(algorithm: string, parts: PartRecord[]): string {
  const digest = digestOf(algorithm)
  for (const part of parts) digest.update(Buffer.from(part.checksums[algorithm]!, 'base64'))
  return `${digest.digest().toString('base64')}-${parts.length}`
}
