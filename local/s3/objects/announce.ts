import type { Call } from '../../kernel/kernel.ts'
import type { S3 } from '../s3.ts'
import type { ObjectRecord } from './records.ts'

type CreationReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload'

/**
 * The sequencer of the last change that was announced. It is kept together with what the announcement set off, so that
 * a process which ends between a write and its announcement leaves the announcement to the next one.
 */
const announced = ({ kernel }: S3) => kernel.store.table<string>('s3.announced')

/** Announces the objects whose writer died before it could. */
export function announceMissed(s3: S3): void {
  const last = announced(s3).get('sequencer')
  if (last === undefined) return void announced(s3).put('sequencer', s3.index.lastSequencer)
  const { root: principal } = s3.kernel
  for (const object of s3.index.objectsSince(last)) {
    const reason = object.etag.includes('-') ? 'CompleteMultipartUpload' : 'PutObject'
    announceCreated(s3, object, reason, { principal, requestId: s3.kernel.requestId(), sourceIp: '127.0.0.1' })
  }
}

/** `Object Created` on the default bus, when the bucket has EventBridge on. The object is durable by then. */
export function announceCreated(s3: S3, object: ObjectRecord, reason: CreationReason, call: Call): void {
  const { key, size, etag, sequencer } = object
  announced(s3).put('sequencer', sequencer)
  announce(s3, 'Object Created', object, { key, size, etag, ...versionOf(object), sequencer }, { reason }, call)
}

/** `Object Deleted`: a version removed for good, or a delete marker set. */
export function announceDeleted(s3: S3, object: ObjectRecord, sequencer: string, call: Call): void {
  const { key, etag, isDeleteMarker } = object
  announced(s3).put('sequencer', sequencer)
  const subject = isDeleteMarker
    ? { key, ...versionOf(object), sequencer }
    : { key, etag, ...versionOf(object), sequencer }
  const isNewMarker = isDeleteMarker && object.sequencer === sequencer
  const how = isNewMarker ? 'Delete Marker Created' : 'Permanently Deleted'
  announce(s3, 'Object Deleted', object, subject, { reason: 'DeleteObject', 'deletion-type': how }, call)
}

const versionOf = ({ versionId }: ObjectRecord) => (versionId === 'null' ? {} : { 'version-id': versionId })

function announce(
  s3: S3,
  detailType: string,
  { bucket }: ObjectRecord,
  object: object,
  what: object,
  call: Call,
): void {
  if (!s3.index.bucket(bucket)?.configuration.Notification?.EventBridgeConfiguration) return
  s3.kernel.emit({
    source: 'aws.s3',
    detailType,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object,
      'request-id': call.requestId,
      requester: call.principal.kind === 'service' ? call.principal.service : s3.kernel.account,
      'source-ip-address': call.sourceIp,
      ...what,
    },
  })
}
