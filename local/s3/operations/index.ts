import type { S3Operation } from '../s3.ts'
import { abortMultipartUpload } from './abort-multipart-upload.ts'
import * as notification from './bucket-notification-configuration.ts'
import * as settings from './bucket-settings.ts'
import * as versioning from './bucket-versioning.ts'
import { completeMultipartUpload } from './complete-multipart-upload.ts'
import { copyObject } from './copy-object.ts'
import { createBucket } from './create-bucket.ts'
import { createMultipartUpload } from './create-multipart-upload.ts'
import { deleteBucket } from './delete-bucket.ts'
import { deleteObject } from './delete-object.ts'
import { deleteObjects } from './delete-objects.ts'
import { getBucketLocation } from './get-bucket-location.ts'
import { getObject } from './get-object.ts'
import { getObjectAttributes } from './get-object-attributes.ts'
import { headBucket } from './head-bucket.ts'
import { headObject } from './head-object.ts'
import { listBuckets } from './list-buckets.ts'
import { listMultipartUploads } from './list-multipart-uploads.ts'
import { listObjectVersions } from './list-object-versions.ts'
import { listObjects } from './list-objects.ts'
import { listObjectsV2 } from './list-objects-v2.ts'
import { listParts } from './list-parts.ts'
import * as tagging from './object-tagging.ts'
import { putObject } from './put-object.ts'
import { uploadPart } from './upload-part.ts'
import { uploadPartCopy } from './upload-part-copy.ts'

const every: Record<string, S3Operation> = {
  abortMultipartUpload,
  completeMultipartUpload,
  copyObject,
  createBucket,
  createMultipartUpload,
  deleteBucket,
  deleteObject,
  deleteObjects,
  getBucketLocation,
  getObject,
  getObjectAttributes,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjects,
  listObjectsV2,
  listObjectVersions,
  listParts,
  putObject,
  uploadPart,
  uploadPartCopy,
  ...notification,
  ...settings,
  ...tagging,
  ...versioning,
}

/** Every operation by AWS's name. */
export const OPERATIONS: Readonly<Record<string, S3Operation>> = Object.fromEntries(
  Object.entries(every).map(([name, operation]) => [`${name[0]!.toUpperCase()}${name.slice(1)}`, operation]),
)
