import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIam, type IamService } from '#local/iam/index.ts'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import type { Kernel } from '#local/kernel/kernel.ts'
import { createSts } from '#local/sts/index.ts'
import { serve } from '#test/support/kernel.ts'

let kernel: Kernel
let iam: IamService
let close: () => Promise<void>
const clients: STSClient[] = []

beforeAll(async () => {
  const served = await serve()
  kernel = served.kernel
  close = served.close
  iam = createIam(kernel)
  kernel.register(iam)
  kernel.register(createSts(kernel))
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await close()
})

function clientFor(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): STSClient {
  const client = new STSClient({ endpoint: kernel.endpoint, region: kernel.region, credentials, maxAttempts: 1 })
  clients.push(client)
  return client
}

function role(RoleName: string, trusted: object, mayAssume: string[] = []) {
  const Statement = mayAssume.map((Resource) => ({ Effect: 'Allow' as const, Action: 'sts:AssumeRole', Resource }))
  return iam.putRole({
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: trusted } as any],
    },
    policies: { assume: { Version: '2012-10-17', Statement } },
  })
}

const arnOf = (name: string) => `arn:aws:iam::000000000000:role/${name}`
const assume = (client: STSClient, name: string) =>
  client.send(new AssumeRoleCommand({ RoleArn: arnOf(name), RoleSessionName: 'session' }))

test.each([
  'nothing-valid-in-here',
  'arn::b:::something/test-role',
  'arn:a::::something/test-role',
  'arn:a:a::aaaaaaaaaa:',
])('%s is no role', async (RoleArn) => {
  const asking = clientFor(LOCAL_KEYS).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }))
  await expect(asking).rejects.toMatchObject({ name: 'ValidationError', message: `${RoleArn} is invalid` })
})

test('the operator and a session of a role each learn who they are', async () => {
  const operator = clientFor(LOCAL_KEYS)
  expect(await operator.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
  })
  const { RoleId } = role('worker', { AWS: '000000000000' })
  const { Credentials, AssumedRoleUser } = await assume(operator, 'worker')
  const session = clientFor({
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  })
  expect(Credentials!.Expiration!.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: `${RoleId}:session`,
    Account: '000000000000',
    Arn: 'arn:aws:sts::000000000000:assumed-role/worker/session',
  })
  expect(AssumedRoleUser!.AssumedRoleId).toBe(`${RoleId}:session`)
})

test('a role assumes another only if its policy allows it and the other trusts it', async () => {
  role('trusting', { AWS: arnOf('caller') })
  role('aloof', { Service: 'lambda.amazonaws.com' })
  role('unmentioned', { AWS: '*' })
  role('caller', { AWS: '000000000000' }, [arnOf('trusting'), arnOf('aloof')])
  const caller = clientFor(kernel.issueCredentials(arnOf('caller'), 'test') as any)
  expect((await assume(caller, 'trusting')).AssumedRoleUser!.Arn).toContain('assumed-role/trusting/session')
  await expect(assume(caller, 'aloof')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(assume(caller, 'unmentioned')).rejects.toThrow(/not authorized to perform: sts:AssumeRole/)
})

test('a trust policy is evaluated with its conditions', async () => {
  role('guarded', { AWS: '000000000000' })
  const AssumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow' as const,
      Action: 'sts:AssumeRole',
      Principal: { AWS: '000000000000' },
      Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    },
  }
  iam.putRole({ RoleName: 'guarded', AssumeRolePolicyDocument })
  role('guest', { AWS: '000000000000' }, [arnOf('guarded')])
  const guest = clientFor(kernel.issueCredentials(arnOf('guest'), 'test') as any)
  const ask = (ExternalId?: string) =>
    guest.send(new AssumeRoleCommand({ RoleArn: arnOf('guarded'), RoleSessionName: 'session', ExternalId }))
  await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(ask('guess')).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await ask('secret')).AssumedRoleUser!.Arn).toContain('guarded')
})

test('keys that have expired are refused', async () => {
  const expired = clientFor(kernel.issueCredentials(arnOf('worker'), 'late', kernel.clock.now() - 1) as any)
  await expect(expired.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  })
})

test('a role that does not exist cannot be assumed', async () => {
  await expect(assume(clientFor(LOCAL_KEYS), 'nobody')).rejects.toMatchObject({ name: 'AccessDenied' })
})
