/** A bucket as the index keeps it. `configuration` holds what the Put<...> operations set, by the operation's subject. */
export interface BucketRecord {
  name: string
  created: number
  configuration: Record<string, any>
}

/** One version of an object, or a delete marker. */
export interface ObjectRecord {
  bucket: string
  key: string
  /** Orders the versions of a key; also the `sequencer` of its events. */
  sequencer: string
  /** `null` (the text) for what was written while versioning was not enabled. */
  versionId: string
  isLatest: boolean
  isDeleteMarker: boolean
  size: number
  /** Without quotes. */
  etag: string
  /** Milliseconds since the epoch. */
  modified: number
  /** The id of the content; empty for a delete marker. */
  blob: string
  detail: ObjectDetail
}

export interface ObjectDetail {
  /** Members of PutObject that GetObject gives back: ContentType, CacheControl, ServerSideEncryption, ... */
  headers: Record<string, any>
  metadata: Record<string, string>
  tags: Record<string, string>
  checksums: Record<string, string>
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  /** The sizes of the parts that it was completed from. */
  parts?: number[]
  /** Theirs, where the upload said by which algorithm. */
  partChecksums?: Record<string, string>[]
}

export interface UploadRecord {
  id: string
  bucket: string
  key: string
  initiated: number
  detail: ObjectDetail & { isOvertaken?: boolean }
  /** The checksum algorithm that was declared, if any. */
  algorithm?: string
}

export interface PartRecord {
  number: number
  size: number
  etag: string
  modified: number
  blob: string
  checksums: Record<string, string>
}
