import { AwsError } from '../../kernel/aws-error.ts'
import { encoderFor, listed, listPermissions, listRequest, objectScan } from '../objects/list-input.ts'
import { listKeys } from '../objects/list-keys.ts'
import type { S3Operation } from '../s3.ts'

export const listObjectsV2: S3Operation = {
  permissions: listPermissions('s3:ListBucket'),

  run(s3, input) {
    const { Bucket, ContinuationToken, StartAfter, FetchOwner } = input
    s3.bucket(Bucket)
    const after = ContinuationToken === undefined ? (StartAfter ?? '') : keyOf(ContinuationToken)
    const request = listRequest(input, after)
    const page = listKeys(objectScan(s3, Bucket), request)
    const encode = encoderFor(input)
    return {
      Name: Bucket,
      Prefix: encode(request.prefix),
      Delimiter: encode(input.Delimiter),
      MaxKeys: request.limit,
      EncodingType: input.EncodingType,
      StartAfter: ContinuationToken === undefined ? encode(StartAfter) : undefined,
      ContinuationToken,
      KeyCount: page.items.length + page.prefixes.length,
      IsTruncated: page.truncated,
      NextContinuationToken: page.truncated ? tokenOf(page.last!) : undefined,
      Contents: page.items.map((object) => ({ ...listed(object, encode), Owner: FetchOwner ? s3.owner : undefined })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }
  },
}

const tokenOf = (key: string) => `1${Buffer.from(key).toString('base64url')}`

function keyOf(token: string): string {
  if (!/^1[\w-]+$/.test(token))
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect', 400, {
      ArgumentName: 'continuation-token',
    })
  return Buffer.from(token.slice(1), 'base64url').toString()
}
