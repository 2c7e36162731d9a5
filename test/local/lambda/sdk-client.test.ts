import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIam, type IamService } from '#local/iam/index.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSts } from '#local/sts/index.ts'
import { type LambdaRuntime, serveLambda, zipOf } from './make-function.ts'

const SOURCE = `
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
const s3 = new S3Client({})
const sts = new STSClient({})
export const handler = async ({ key, body }) => {
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
  await s3.send(new PutObjectCommand({ Bucket: 'my-bucket', Key: key, Body: body }))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'my-bucket', Key: key }))
  return { Arn, read: await Body.transformToString() }
}`

let runtime: LambdaRuntime
beforeAll(async () => {
  runtime = await serveLambda()
  const { kernel } = runtime
  const iam: IamService = createIam(kernel)
  for (const service of [iam, createSts(kernel), createS3(kernel)]) kernel.register(service)
  iam.putRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: {
      Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    policies: {
      files: {
        Statement: {
          Effect: 'Allow',
          Action: ['s3:PutObject', 's3:GetObject'],
          Resource: 'arn:aws:s3:::my-bucket/open/*',
        },
      },
    },
  })
  await kernel.call(
    's3',
    'CreateBucket',
    { Bucket: 'my-bucket', CreateBucketConfiguration: { LocationConstraint: kernel.region } },
    kernel.root,
  )
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: process.cwd(), sourcefile: 'index.ts' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: {
      js: "import{createRequire as bannerRequire}from'node:module';const require=bannerRequire(import.meta.url);",
    },
  })
  const Code = { ZipFile: zipOf({ 'index.mjs': outputFiles[0]!.text }) }
  await runtime.make('client', '', { Code, Timeout: 20, MemorySize: 512 })
})
afterAll(() => runtime.close())

test('an unconfigured SDK client in a function reaches the runtime as the function’s role, S3 by path', async () => {
  const { result, error } = await runtime.run('client', { key: 'open/ä b.txt', body: 'kept' })
  expect(error, JSON.stringify(result)).toBeUndefined()
  expect(result).toEqual({ Arn: 'arn:aws:sts::000000000000:assumed-role/worker/client', read: 'kept' })
})

test('and may do no more than its role', async () => {
  const { result, error } = await runtime.run('client', { key: 'closed/x', body: 'no' })
  expect(error).toBe('Unhandled')
  expect(result.errorType).toBe('AccessDenied')
})

test('a function whose role does not trust Lambda is refused', async () => {
  const iam = runtime.kernel.service('iam') as IamService
  const { Arn } = iam.putRole({ RoleName: 'stranger', AssumeRolePolicyDocument: { Statement: [] } })
  await expect(runtime.make('refused', '', { Role: Arn })).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  })
})
