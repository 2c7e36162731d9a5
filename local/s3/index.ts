import type { IncomingMessage, ServerResponse } from 'node:http'
import { siteOf } from '../faults/call-site.ts'
import { Unanswered } from '../faults/faults.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Call, HttpCall, HttpService, Kernel, Permission, Principal } from '../kernel/kernel.ts'
import { httpBody } from './body/incoming-body.ts'
import { bucketPolicy } from './bucket-policy.ts'
import { announceMissed } from './objects/announce.ts'
import { findObject } from './objects/find-object.ts'
import { OPERATIONS } from './operations/index.ts'
import { addressOf } from './rest-xml/address.ts'
import { decodeRequest } from './rest-xml/decode-request.ts'
import { encodeError, encodeResponse, HOST_ID } from './rest-xml/encode-response.ts'
import { operationFor } from './rest-xml/route.ts'
import { objectArn, S3 } from './s3.ts'

export interface S3Service extends HttpService {
  /** Puts a private, writable copy of an object at `path`, without streaming it. */
  copyObjectToFile(
    bucket: string,
    key: string,
    path: string,
    principal: Principal,
  ): Promise<{ size: number; etag: string }>
}

/** Headers of every answer. */
const ALWAYS = new Set(['x-amz-request-id', 'x-amz-id-2', 'server'])

function checkOwner(account: string | undefined): void {
  if (account === undefined || /^\d{12}$/.test(account)) return
  throw new AwsError(
    'InvalidBucketOwnerAWSAccountID',
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${account}]`,
  )
}

export function createS3(kernel: Kernel): S3Service {
  const s3 = new S3(kernel)

  const permissions = (name: string, input: any): Permission[] => OPERATIONS[name]?.permissions(input, s3) ?? []

  const run = (name: string, input: any, call: Call) => {
    checkOwner(input.ExpectedBucketOwner)
    if (input.ExpectedBucketOwner && input.ExpectedBucketOwner !== kernel.account)
      throw new AwsError('AccessDenied', 'Access Denied', 403)
    return OPERATIONS[name]!.run(s3, input, call)
  }

  async function answer(req: IncomingMessage, res: ServerResponse, call: HttpCall): Promise<void> {
    const address = addressOf(req.url ?? '/', req.headers.host)
    const operation = operationFor(req.method ?? 'GET', address, req.headers)
    const { principal } = call
    if (!principal) throw new AwsError('AccessDenied', 'Access Denied', 403)
    const input = await decodeRequest(operation, address, req, () => httpBody(req, kernel))
    s3.authorize(principal, permissions(operation, input))
    const output = await kernel.faults.around(siteOf('s3', operation, principal, req.headers), () =>
      run(operation, input, { ...call, principal }),
    )
    await encodeResponse(operation, output ?? {}, res)
  }

  return {
    name: 's3',
    operations: Object.fromEntries(
      Object.keys(OPERATIONS).map((name) => [name, (input: any, call: Call) => run(name, input, call)]),
    ),
    permissions,
    resourcePolicy: bucketPolicy(s3),

    async handle(req, res, call) {
      res.setHeader('x-amz-request-id', call.requestId)
      res.setHeader('x-amz-id-2', HOST_ID)
      res.setHeader('Server', 'AmazonS3')
      try {
        await kernel.clock.during(() => answer(req, res, call))
      } catch (error) {
        if (res.headersSent || error instanceof Unanswered) return void res.destroy()
        for (const name of res.getHeaderNames()) if (!ALWAYS.has(name)) res.removeHeader(name)
        const known =
          error instanceof AwsError
            ? error
            : new AwsError('InternalError', `We encountered an internal error: ${error}`, 500)
        encodeError(known, call.requestId, res)
      }
    },

    async copyObjectToFile(bucket, key, path, principal) {
      s3.authorize(principal, [{ action: 's3:GetObject', resource: objectArn(bucket, key) }])
      const call = { principal, requestId: kernel.requestId(), sourceIp: '127.0.0.1' }
      const object = findObject(s3, { Bucket: bucket, Key: key }, call)
      await s3.blobs.copyTo(object.blob, path)
      return { size: object.size, etag: object.etag }
    },

    async start() {
      announceMissed(s3)
      await s3.blobs.removeExcept((id) => s3.index.isUsed(id))
    },
    stop: () => s3.index.close(),
  }
}
