import { checksumsOut } from '../checksums/checksum.ts'
import { findUpload } from '../objects/find-upload.ts'
import { limitOf } from '../objects/list-input.ts'
import { onObject, type S3Operation } from '../s3.ts'

export const listParts: S3Operation = {
  permissions: onObject('ListMultipartUploadParts'),

  run(s3, input) {
    const upload = findUpload(s3, input)
    const after = Number(input.PartNumberMarker || 0)
    const limit = limitOf(input.MaxParts)
    const rest = s3.index.parts(upload.id).filter((part) => part.number > after)
    const page = rest.slice(0, limit)
    return {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
      Initiator: s3.initiator,
      Owner: s3.owner,
      StorageClass: upload.detail.headers.StorageClass ?? 'STANDARD',
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.detail.checksumType,
      Parts: page.map(({ number, size, etag, modified, checksums }) => ({
        PartNumber: number,
        LastModified: new Date(modified),
        ETag: `"${etag}"`,
        Size: size,
        ...(upload.algorithm ? checksumsOut(checksums) : {}),
      })),
    }
  },
}
