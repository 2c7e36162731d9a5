import { encoderFor, listed, listPermissions, listRequest, objectScan } from '../objects/list-input.ts'
import { listKeys } from '../objects/list-keys.ts'
import type { S3Operation } from '../s3.ts'

export const listObjects: S3Operation = {
  permissions: listPermissions('s3:ListBucket'),

  run(s3, input) {
    const { Bucket, Marker } = input
    s3.bucket(Bucket)
    const request = listRequest(input, Marker ?? '')
    const page = listKeys(objectScan(s3, Bucket), request)
    const encode = encoderFor(input)
    return {
      Name: Bucket,
      Prefix: encode(request.prefix),
      Marker: encode(Marker ?? ''),
      Delimiter: encode(input.Delimiter),
      MaxKeys: request.limit,
      EncodingType: input.EncodingType,
      IsTruncated: page.truncated,
      // As S3 does: without a delimiter the caller goes on from the last key.
      NextMarker: page.truncated && input.Delimiter ? encode(page.last) : undefined,
      Contents: page.items.map((object) => ({ ...listed(object, encode), Owner: s3.owner })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }
  },
}
