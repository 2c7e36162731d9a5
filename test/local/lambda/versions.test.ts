import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '#local/kernel/kernel.ts'
import { withIam } from '#test/support/with-iam.ts'
import { type LambdaRuntime, serveLambda, zipOf } from './make-function.ts'

let runtime: LambdaRuntime
beforeAll(async () => {
  runtime = await serveLambda()
})
afterAll(() => runtime.close())

const call = (operation: string, input: object, principal: Principal = runtime.kernel.root) =>
  runtime.kernel.call('lambda', operation, input, principal)
const arn = (rest: string) => `arn:aws:lambda:ap-southeast-1:000000000000:function:${rest}`
const saying = (word: string) =>
  `export const handler = async (_, context) => ['${word}', context.functionVersion, context.invokedFunctionArn, process.env.AWS_LAMBDA_FUNCTION_VERSION]`
const answer = async (FunctionName: string, Qualifier?: string) => {
  const { Payload, ExecutedVersion } = await call('Invoke', { FunctionName, Qualifier })
  return [ExecutedVersion, ...JSON.parse(Payload.toString())]
}

test('a published version keeps code and settings while $LATEST goes on', async () => {
  await runtime.make('greet', saying('one'), { Description: 'first' })
  const published = await call('PublishVersion', { FunctionName: 'greet', Description: 'the first' })
  expect(published).toMatchObject({ Version: '1', FunctionArn: arn('greet:1'), Description: 'the first' })
  await call('UpdateFunctionCode', { FunctionName: 'greet', ZipFile: zipOf({ 'index.mjs': saying('two') }) })
  await call('UpdateFunctionConfiguration', { FunctionName: 'greet', Timeout: 9 })
  expect(await answer('greet', '1')).toEqual(['1', 'one', '1', arn('greet:1'), '1'])
  expect(await answer('greet')).toEqual(['$LATEST', 'two', '$LATEST', arn('greet'), '$LATEST'])
  expect(await call('GetFunctionConfiguration', { FunctionName: 'greet:1' })).toMatchObject({
    Timeout: 3,
    FunctionArn: arn('greet:1'),
  })
  const { Versions } = await call('ListVersionsByFunction', { FunctionName: 'greet' })
  expect(Versions.map(({ Version, FunctionArn }: any) => [Version, FunctionArn])).toEqual([
    ['$LATEST', arn('greet:$LATEST')],
    ['1', arn('greet:1')],
  ])
})

test('publishing what has not changed answers the last version again', async () => {
  await runtime.make('same', saying('x'), { Publish: true })
  expect((await call('PublishVersion', { FunctionName: 'same' })).Version).toBe('1')
  await call('UpdateFunctionConfiguration', { FunctionName: 'same', MemorySize: 256 })
  expect((await call('PublishVersion', { FunctionName: 'same' })).Version).toBe('2')
})

test('another description is another version, and another one given in publishing is not', async () => {
  await runtime.make('described', saying('x'), { Publish: true })
  await call('UpdateFunctionConfiguration', { FunctionName: 'described', Description: 'second' })
  const second = await call('PublishVersion', { FunctionName: 'described' })
  expect(second).toMatchObject({ Version: '2', Description: 'second', State: 'Active', LastUpdateStatus: 'Successful' })
  const third = await call('PublishVersion', { FunctionName: 'described', Description: 'third' })
  expect(third).toMatchObject({ Version: '2', Description: 'second', RevisionId: second.RevisionId })
})

test('a function that has changed has another revision than was answered', async () => {
  await runtime.make('revised', saying('x'))
  const { RevisionId, RuntimeVersionConfig } = await call('GetFunctionConfiguration', { FunctionName: 'revised' })
  expect(RuntimeVersionConfig.RuntimeVersionArn).toMatch(/^arn:aws:lambda:ap-southeast-1::runtime:[0-9a-f]{64}$/)
  const updated = await call('UpdateFunctionConfiguration', { FunctionName: 'revised', Timeout: 9, RevisionId })
  const after = await call('GetFunctionConfiguration', { FunctionName: 'revised' })
  expect(new Set([RevisionId, updated.RevisionId, after.RevisionId]).size).toBe(3)
})

test('an alias runs the version that it points to, and moves', async () => {
  await runtime.make('moved', saying('one'), { Publish: true })
  await call('UpdateFunctionCode', {
    FunctionName: 'moved',
    ZipFile: zipOf({ 'index.mjs': saying('two') }),
    Publish: true,
  })
  expect(await call('CreateAlias', { FunctionName: 'moved', Name: 'live', FunctionVersion: '1' })).toEqual({
    AliasArn: arn('moved:live'),
    Name: 'live',
    FunctionVersion: '1',
    Description: '',
    RevisionId: expect.any(String),
  })
  expect(await answer('moved:live')).toEqual(['1', 'one', '1', arn('moved:live'), '1'])
  await call('UpdateAlias', { FunctionName: 'moved', Name: 'live', FunctionVersion: '2' })
  expect(await answer(arn('moved:live'))).toEqual(['2', 'two', '2', arn('moved:live'), '2'])
  await expect(call('DeleteFunction', { FunctionName: 'moved', Qualifier: '2' })).rejects.toMatchObject({
    code: 'ResourceConflictException',
  })
})

test('an alias over two versions sends its share to the second', async () => {
  const RoutingConfig = (weight: number) => ({ AdditionalVersionWeights: { 2: weight } })
  const alias = { FunctionName: 'moved', Name: 'canary', FunctionVersion: '1' }
  await call('CreateAlias', { ...alias, RoutingConfig: RoutingConfig(1) })
  expect((await answer('moved:canary'))[0]).toBe('2')
  await call('UpdateAlias', { ...alias, RoutingConfig: RoutingConfig(0) })
  expect((await answer('moved:canary'))[0]).toBe('1')
})

test.each([
  [{ FunctionVersion: '7' }, 'ResourceNotFoundException', `Function not found: ${arn('moved:7')}`],
  [{ Name: 'live' }, 'ResourceConflictException', `Alias already exists: ${arn('moved:live')}`],
  [
    { RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } },
    'InvalidParameterValueException',
    'Invalid function version 1. Function version 1 is already included in routing configuration.',
  ],
  [
    { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } },
    'InvalidParameterValueException',
    '$LATEST is not supported for an alias pointing to more than 1 version',
  ],
  [
    { RoutingConfig: { AdditionalVersionWeights: { 2: 0.5, 1: 0.1 } } },
    'InvalidParameterValueException',
    'Number of items in AdditionalVersionWeights cannot be greater than 1',
  ],
])('an alias that makes no sense is refused: %j', async (change, code, message) => {
  const input = { FunctionName: 'moved', Name: 'new', FunctionVersion: '1', ...change }
  await expect(call('CreateAlias', input)).rejects.toMatchObject({ code, message })
})

test('a qualifier that contradicts the name, or that is not there, is refused', async () => {
  await expect(call('GetFunction', { FunctionName: 'moved:1', Qualifier: '2' })).rejects.toMatchObject({
    message: 'The derived qualifier from the function name does not match the specified qualifier.',
  })
  await expect(call('Invoke', { FunctionName: 'moved', Qualifier: 'none' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: `Function not found: ${arn('moved:none')}`,
  })
  await expect(
    call('GetFunction', { FunctionName: arn('moved').replace('ap-southeast-1', 'us-east-1') }),
  ).rejects.toMatchObject({
    message: "Functions from 'us-east-1' are not reachable in this region ('ap-southeast-1')",
  })
})

test('a permission on an alias opens that alias alone, and only to its source', async () => {
  const bucket = 'arn:aws:s3:::uploads'
  const s3 = (sourceArn: string): Principal => ({
    kind: 'service',
    arn: 's3.amazonaws.com',
    service: 's3.amazonaws.com',
    sourceArn,
  })
  const added = await call('AddPermission', {
    FunctionName: 'moved',
    Qualifier: 'live',
    StatementId: 'uploads',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: bucket,
    SourceAccount: '000000000000',
  })
  expect(JSON.parse(added.Statement)).toEqual({
    Sid: 'uploads',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: arn('moved:live'),
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '000000000000' },
      ArnLike: { 'AWS:SourceArn': bucket },
    },
  })
  const invoke = (FunctionName: string, source: string) =>
    withIam(runtime.kernel, () => call('Invoke', { FunctionName }, s3(source)))
  await expect(invoke('moved:live', bucket)).resolves.toMatchObject({ StatusCode: 200 })
  for (const [FunctionName, source] of [
    ['moved', bucket],
    ['moved:live', 'arn:aws:s3:::others'],
  ] as const)
    await expect(invoke(FunctionName, source)).rejects.toMatchObject({ code: 'AccessDeniedException' })
  await call('RemovePermission', { FunctionName: 'moved:live', StatementId: 'uploads' })
  await expect(call('GetPolicy', { FunctionName: 'moved:live' })).rejects.toMatchObject({
    message: 'The resource you requested does not exist.',
  })
})

test('who changes on top of an old revision is refused', async () => {
  await expect(
    call('UpdateFunctionConfiguration', { FunctionName: 'moved', RevisionId: 'old', Timeout: 4 }),
  ).rejects.toMatchObject({ code: 'PreconditionFailedException', status: 412 })
})

test('logs have levels in JSON alone, and a name has 64 characters at most', async () => {
  await runtime.make('logs', saying('x'))
  const to = async (LogFormat: string) =>
    (await call('UpdateFunctionConfiguration', { FunctionName: 'logs', LoggingConfig: { LogFormat } })).LoggingConfig
  const LogGroup = '/aws/lambda/logs'
  expect(await to('JSON')).toEqual({ LogFormat: 'JSON', LogGroup, ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' })
  expect(await to('Text')).toEqual({ LogFormat: 'Text', LogGroup })
  await expect(runtime.make('a'.repeat(65), saying('x'))).rejects.toThrow('length less than or equal to 64')
  await expect(call('GetPolicy', { FunctionName: 'none' })).rejects.toThrow(
    'The resource you requested does not exist.',
  )
})
