import { AwsError } from '../../kernel/aws-error.ts'
import { encoderFor, limitOf, listPermissions } from '../objects/list-input.ts'
import { listKeys } from '../objects/list-keys.ts'
import type { S3Operation } from '../s3.ts'
import { isUploadId } from './create-multipart-upload.ts'

export const listMultipartUploads: S3Operation = {
  permissions: ({ Bucket }) => listPermissions('s3:ListBucketMultipartUploads')({ Bucket }),

  run(s3, input) {
    const { Bucket, KeyMarker, UploadIdMarker } = input
    s3.bucket(Bucket)
    const limit = limitOf(input.MaxUploads)
    const marker = KeyMarker && UploadIdMarker ? s3.index.upload(UploadIdMarker) : undefined
    if (KeyMarker && UploadIdMarker && (marker ? marker.key !== KeyMarker : !isUploadId(UploadIdMarker)))
      throw new AwsError('InvalidArgument', 'Invalid uploadId marker', 400, {
        ArgumentName: 'upload-id-marker',
        ArgumentValue: UploadIdMarker,
      })
    let isPast = !UploadIdMarker
    // The uploads of one key come in the order they were begun; the marker's own is the last one listed. It may have ended
    // since: whoever ends each upload of a page before asking for the next one is to see the rest.
    const isListed = ({ key, id }: { key: string; id: string }) => {
      if (key !== KeyMarker || (UploadIdMarker && !marker)) return false
      const was = !isPast || !UploadIdMarker
      isPast ||= id === UploadIdMarker
      return was
    }
    const request = { prefix: input.Prefix ?? '', delimiter: input.Delimiter ?? '', after: KeyMarker ?? '', limit }
    const page = listKeys((from) => s3.index.uploadsFrom(Bucket, from), request, isListed)
    const encode = encoderFor(input)
    const last = page.items.at(-1)
    return {
      Bucket,
      KeyMarker: encode(KeyMarker ?? ''),
      UploadIdMarker: (KeyMarker && UploadIdMarker) || '',
      NextKeyMarker: encode(page.last ?? ''),
      NextUploadIdMarker: (page.last === last?.key && last?.id) || '',
      Prefix: encode(request.prefix) || undefined,
      Delimiter: encode(input.Delimiter),
      MaxUploads: limit,
      IsTruncated: page.truncated,
      EncodingType: input.EncodingType,
      Uploads: page.items.map(({ id, key, initiated, detail, algorithm }) => ({
        UploadId: id,
        Key: encode(key),
        Initiated: new Date(initiated),
        StorageClass: detail.headers.StorageClass ?? 'STANDARD',
        Owner: s3.owner,
        Initiator: s3.initiator,
        ChecksumAlgorithm: algorithm,
        ChecksumType: detail.checksumType,
      })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }
  },
}
