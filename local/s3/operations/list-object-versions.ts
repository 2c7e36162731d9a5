import { AwsError } from '../../kernel/aws-error.ts'
import { encoderFor, listed, listPermissions, listRequest } from '../objects/list-input.ts'
import { listKeys } from '../objects/list-keys.ts'
import type { ObjectRecord } from '../objects/records.ts'
import { sequencerOf } from '../objects/version-id.ts'
import type { S3Operation } from '../s3.ts'

export const listObjectVersions: S3Operation = {
  permissions: listPermissions('s3:ListBucketVersions'),

  run(s3, input) {
    const { Bucket, KeyMarker, VersionIdMarker } = input
    s3.bucket(Bucket)
    const request = listRequest(input, KeyMarker ?? '')
    if (VersionIdMarker && !KeyMarker)
      throw new AwsError('InvalidArgument', 'A version-id marker cannot be specified without a key marker.', 400, {
        ArgumentName: 'version-id-marker',
        ArgumentValue: VersionIdMarker,
      })
    // The versions of a key come newest first. That of the marker may have gone meanwhile.
    const marker = VersionIdMarker
      ? (s3.index.object(Bucket, KeyMarker, VersionIdMarker)?.sequencer ?? sequencerOf(VersionIdMarker))
      : undefined
    const isListed = ({ key, sequencer }: ObjectRecord) =>
      key === KeyMarker && (marker === undefined || sequencer >= marker)
    const page = listKeys((from) => s3.index.versionsFrom(Bucket, from), request, isListed)
    const encode = encoderFor(input)
    const last = page.items.at(-1)
    const shown = (object: ObjectRecord) => ({
      ...listed(object, encode),
      VersionId: object.versionId,
      IsLatest: object.isLatest,
      Owner: s3.owner,
    })
    return {
      Name: Bucket,
      Prefix: encode(request.prefix),
      Delimiter: encode(input.Delimiter),
      KeyMarker: encode(KeyMarker ?? ''),
      VersionIdMarker: VersionIdMarker ?? '',
      MaxKeys: request.limit,
      EncodingType: input.EncodingType,
      IsTruncated: page.truncated,
      NextKeyMarker: page.truncated ? encode(page.last) : undefined,
      NextVersionIdMarker: page.truncated && page.last === last?.key ? last?.versionId : undefined,
      Versions: page.items.filter((object) => !object.isDeleteMarker).map(shown),
      DeleteMarkers: page.items.filter((object) => object.isDeleteMarker).map(shown),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }
  },
}
