import * as z from 'zod/mini'
import { envelope } from './envelope.ts'

/** S3 put an object into place. The key comes as it is, not URL-encoded as in S3's own notifications. */
export const objectCreated = envelope(
  'aws.s3',
  'Object Created',
  z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.optional(z.number()),
      etag: z.optional(z.string()),
      'version-id': z.optional(z.string()),
      sequencer: z.string(),
    }),
    reason: z.optional(z.string()),
  }),
)

export type ObjectCreated = z.output<typeof objectCreated>

/** The trigger's view of the event. */
export function dataDetail({ detail: { bucket, object } }: ObjectCreated) {
  const { key, sequencer, size, etag } = object
  const versionId = object['version-id']
  return {
    bucket: bucket.name,
    key,
    sequencer,
    ...(size !== undefined && { size }),
    ...(etag !== undefined && { etag }),
    ...(versionId !== undefined && { versionId }),
  }
}
