import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { Kernel, Principal } from '../../kernel/kernel.ts'
import type { S3Service } from '../../s3/index.ts'
import { sessionOf } from '../platform-role.ts'

export interface S3Object {
  bucket: string
  key: string
  size: number
}

/** S3 as the role of a job or a model may use it. */
export class RoleS3 {
  readonly #kernel: Kernel
  readonly #principal: Principal

  constructor(kernel: Kernel, roleArn: string | undefined) {
    this.#kernel = kernel
    this.#principal = roleArn ? sessionOf(kernel, roleArn) : kernel.root
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<S3Object> {
    for (let token: string | undefined, more = true; more; ) {
      const page = await this.#call('ListObjectsV2', { Bucket: bucket, Prefix: prefix, ContinuationToken: token })
      for (const { Key, Size } of page.Contents ?? []) yield { bucket, key: Key, size: Size }
      token = page.NextContinuationToken
      more = token !== undefined
    }
  }

  async read(bucket: string, key: string): Promise<Readable> {
    const { Body } = await this.#call('GetObject', { Bucket: bucket, Key: key })
    return Body instanceof Readable ? Body : Readable.from([Body])
  }

  /** An object as a stream, with its size. */
  async open(bucket: string, key: string): Promise<{ stream: Readable; length: number }> {
    const { Body, ContentLength } = await this.#call('GetObject', { Bucket: bucket, Key: key })
    return { stream: Body instanceof Readable ? Body : Readable.from([Body]), length: ContentLength }
  }

  async put(bucket: string, key: string, body: Buffer, about: { contentType?: string; kmsKeyId?: string } = {}) {
    await this.#call('PutObject', {
      Bucket: bucket,
      Key: key,
      Body: body,
      ...(about.contentType && { ContentType: about.contentType }),
      ...(about.kmsKeyId && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: about.kmsKeyId }),
    })
  }

  async download(bucket: string, key: string, file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true })
    await (this.#kernel.service('s3') as S3Service).copyObjectToFile(bucket, key, file, this.#principal)
  }

  async upload(file: string, bucket: string, key: string, kmsKeyId?: string): Promise<void> {
    await this.#call('PutObject', {
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: (await stat(file)).size,
      ...(kmsKeyId && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }),
    })
  }

  /** Refuses as a GetObject would. */
  async head(bucket: string, key: string): Promise<void> {
    await this.#call('HeadObject', { Bucket: bucket, Key: key })
  }

  async delete(bucket: string, key: string): Promise<void> {
    await this.#call('DeleteObject', { Bucket: bucket, Key: key })
  }

  #call(operation: string, input: object): Promise<any> {
    return this.#kernel.call('s3', operation, input, this.#principal)
  }
}

/** `s3://bucket/some/key` in its parts. */
export function parseS3Uri(uri: string): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(uri) ?? []
  return bucket ? { bucket, key: key ?? '' } : undefined
}

/** The key of something below a prefix that may or may not end in a slash. */
export function keyBelow(prefix: string, name: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix + name : `${prefix}/${name}`
}
