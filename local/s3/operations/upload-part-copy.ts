import { AwsError } from '../../kernel/aws-error.ts'
import { checksumsOut } from '../checksums/checksum.ts'
import { CHUNK } from '../objects/blobs.ts'
import { findCopySource, sourcePermission } from '../objects/copy-source.ts'
import { checkPartNumber, findUpload } from '../objects/find-upload.ts'
import { encryptionOf, shownVersion } from '../objects/object-detail.ts'
import { objectArn, type S3Operation } from '../s3.ts'
import { storePart } from './upload-part.ts'

export const uploadPartCopy: S3Operation = {
  permissions({ Bucket, Key, CopySource }) {
    return [sourcePermission(CopySource), { action: 's3:PutObject', resource: objectArn(Bucket, Key) }]
  },

  async run(s3, input, call) {
    checkPartNumber(input.PartNumber)
    const upload = findUpload(s3, input)
    const source = findCopySource(s3, input, call)
    const range = rangeOf(input.CopySourceRange, source.size)
    const file = await s3.blobs.open(source.blob)
    const Body = file.createReadStream({ ...range, highWaterMark: CHUNK })
    const part = await storePart(s3, upload, { PartNumber: input.PartNumber, Body })
    return {
      CopySourceVersionId: shownVersion(s3.bucket(source.bucket), source),
      CopyPartResult: {
        ETag: `"${part.etag}"`,
        LastModified: new Date(part.modified),
        ...checksumsOut(part.checksums),
      },
      ...encryptionOf(upload.detail),
    }
  },
}

/** Unlike a Range header, this one must be whole and lie inside the object. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  if (header === undefined) return undefined
  const found = /^bytes=(\d+)-(\d+)$/.exec(header)
  const [start, end] = [Number(found?.[1]), Number(found?.[2])]
  const refused = (message: string) =>
    new AwsError('InvalidArgument', message, 400, {
      ArgumentName: 'x-amz-copy-source-range',
      ArgumentValue: header,
    })
  if (!found || end < start)
    throw refused(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    )
  if (start >= size)
    throw new AwsError('InvalidRequest', 'The specified copy range is invalid for the source object size')
  if (end >= size) throw refused(`Range specified is not valid for source object of size: ${size}`)
  return { start, end }
}
