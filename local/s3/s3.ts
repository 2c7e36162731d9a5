import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { killPoint } from '../faults/kill-point.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Call, Kernel, Permission, Principal } from '../kernel/kernel.ts'
import { Blobs } from './objects/blobs.ts'
import { type NewObject, ObjectIndex } from './objects/object-index.ts'
import type { BucketRecord, ObjectRecord } from './objects/records.ts'

/** One operation of the API. `permissions` may be empty where an operation asks for them one by one. */
export interface S3Operation {
  permissions(input: any, s3: S3): Permission[]
  run(s3: S3, input: any, call: Call): unknown
}

/** What the operations share: the index, the contents, and who may do what. */
export class S3 {
  readonly kernel: Kernel
  readonly index: ObjectIndex
  readonly blobs: Blobs
  readonly owner: { ID: string }
  readonly initiator: { ID: string; DisplayName: string }

  constructor(kernel: Kernel) {
    const folder = join(kernel.stateDir, 's3')
    mkdirSync(folder, { recursive: true })
    this.kernel = kernel
    this.index = new ObjectIndex(folder)
    this.blobs = new Blobs(folder)
    this.owner = { ID: createHash('sha256').update(kernel.account).digest('hex') }
    this.initiator = { ...this.owner, DisplayName: kernel.account }
  }

  bucket(name: string): BucketRecord {
    const bucket = this.index.bucket(name)
    if (bucket) return bucket
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name })
  }

  /** Enters an object whose content is on disk; if it is refused, the content goes. */
  async enter(object: NewObject, versioned: boolean, admit: (before: ObjectRecord | undefined) => void) {
    // What led to the object is on disk before it.
    this.kernel.store.flush()
    killPoint()
    try {
      const entered = this.index.putObject(object, versioned, false, admit)
      killPoint()
      return entered
    } catch (error) {
      await this.blobs.remove([object.blob])
      throw error
    }
  }

  /** Refuses in S3's words what the principal's policies do not allow. */
  authorize(principal: Principal, permissions: Permission[]): void {
    try {
      this.kernel.authorize(principal, permissions)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw new AwsError('AccessDenied', error.message, 403)
    }
  }

  may(principal: Principal, permission: Permission): boolean {
    try {
      this.authorize(principal, [permission])
      return true
    } catch {
      return false
    }
  }
}

export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`
export const objectArn = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`

/** The permissions of an operation that needs one action on its object. */
export const onObject = (action: string) => (input: { Bucket: string; Key: string }) => [
  { action: `s3:${action}`, resource: objectArn(input.Bucket, input.Key) },
]

/** The permissions of an operation that needs one action on its bucket. */
export const onBucket = (action: string) => (input: { Bucket: string }) => [
  { action: `s3:${action}`, resource: bucketArn(input.Bucket) },
]
