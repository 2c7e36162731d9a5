import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DescribeTrainingJobCommand, ListModelsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const when = new Date('2026-03-04T05:06:07.250Z')
const heard: Record<string, any> = {}
let served: Served

/** Records what an operation was given, and answers. */
const answers = (operations: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(operations).map(([name, output]) => [
      name,
      (input: unknown) => {
        heard[name] = input
        if (output instanceof Error) throw output
        return output
      },
    ]),
  )

beforeAll(async () => {
  served = await serve()
  const { kernel } = served
  kernel.register({
    name: 'sagemaker',
    operations: answers({
      DescribeTrainingJob: new AwsError('ResourceNotFound', 'Requested resource not found.'),
      ListModels: { Models: [{ ModelName: 'm', ModelArn: 'arn:aws:sagemaker:r:a:model/m', CreationTime: when }] },
    }),
  })
  kernel.register({
    name: 'sagemaker-runtime',
    operations: answers({
      InvokeEndpoint: { Body: Buffer.from('0.25\n'), ContentType: 'text/csv', InvokedProductionVariant: 'v' },
    }),
  })
  kernel.register({
    name: 'lambda',
    operations: answers({ Invoke: { StatusCode: 200, Payload: Buffer.from('{"a":1}'), FunctionError: 'Unhandled' } }),
  })
  kernel.register({
    name: 'events',
    operations: answers({ PutEvents: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] } }),
  })
  kernel.register({
    name: 'sts',
    operations: answers({
      GetCallerIdentity: { Account: kernel.account, Arn: 'arn:aws:iam::0:root', UserId: 'u & <co>' },
      AssumeRole: { Credentials: { AccessKeyId: 'k', SecretAccessKey: 's', SessionToken: 't', Expiration: when } },
    }),
  })
  kernel.register({
    name: 'cloudwatch',
    operations: answers({
      PutMetricData: {},
      DescribeAlarms: { MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: when }] },
    }),
  })
})
afterAll(() => served.close())

describe('the wire, spoken to by real clients', () => {
  it('carries timestamps of the JSON protocol as dates', async () => {
    const { Models } = await new SageMakerClient(served.client).send(new ListModelsCommand({ CreationTimeAfter: when }))
    expect(Models?.[0]?.CreationTime).toEqual(when)
    expect(heard['ListModels'].CreationTimeAfter).toEqual(when)
  })

  it('answers errors under the name a client matches on', async () => {
    const asked = new SageMakerClient(served.client).send(new DescribeTrainingJobCommand({ TrainingJobName: 'none' }))
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'Requested resource not found.' })
  })

  it('binds REST-JSON members to path, headers and a raw body', async () => {
    const answer = await new SageMakerRuntimeClient(served.client).send(
      new InvokeEndpointCommand({ EndpointName: 'e', Body: '1,2\n', ContentType: 'text/csv', TargetVariant: 'v' }),
    )
    expect(heard['InvokeEndpoint']).toMatchObject({ EndpointName: 'e', ContentType: 'text/csv', TargetVariant: 'v' })
    expect(heard['InvokeEndpoint'].Body.toString()).toBe('1,2\n')
    expect(Buffer.from(answer.Body!).toString()).toBe('0.25\n')
    expect(answer.InvokedProductionVariant).toBe('v')
  })

  it('gives a function error in its header', async () => {
    const answer = await new LambdaClient(served.client).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
  })

  it('writes the query protocol in XML, with text escaped', async () => {
    const sts = new STSClient(served.client)
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ UserId: 'u & <co>' })
    const RoleArn = 'arn:aws:iam::000000000000:role/r-role-name'
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', Tags: [{ Key: 'k', Value: 'v' }] }),
    )
    expect(Credentials?.Expiration).toEqual(when)
    expect(heard['AssumeRole']).toMatchObject({ RoleArn, Tags: [{ Key: 'k', Value: 'v' }] })
  })

  it('reads the gzipped bodies that CloudWatch clients send', async () => {
    const cloudwatch = new CloudWatchClient(served.client)
    const MetricData = Array.from({ length: 200 }, (_, index) => ({
      MetricName: `metric-with-a-long-name-${index}`,
      Value: index,
      Timestamp: when,
    }))
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }))
    expect(heard['PutMetricData'].MetricData).toHaveLength(200)
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}))
    expect(MetricAlarms?.[0]?.StateUpdatedTimestamp).toEqual(when)
  })

  it('names every member that the model refuses', async () => {
    const asked = new SageMakerClient(served.client).send(
      new DescribeTrainingJobCommand({ TrainingJobName: 'no_underscores' }),
    )
    await expect(asked).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'no_underscores' at 'trainingJobName' failed to satisfy constraint"),
    })
  })

  it('refuses by name what the runtime does not serve', async () => {
    const events = new EventBridgeClient(served.client)
    expect(
      (await events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] })))
        .FailedEntryCount,
    ).toBe(0)
    const { endpoint } = served.client
    const answer = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': 'AWSEvents.CreateArchive' } })
    expect(answer.status).toBe(403)
  })
})

describe('requests that no SDK sends', () => {
  const raw = async (headers: Record<string, string>, body = '', path = '/') => {
    const response = await fetch(served.client.endpoint + path, { method: 'POST', headers, body })
    return [response.status, await response.text()] as const
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const partly = 'AWS4-HMAC-SHA256 Credential=trimtab/20260304/ap-southeast-1/sts/aws4_request'

  it('says which parts of a signature are missing', async () => {
    const [status, text] = await raw({ 'x-amz-target': 'SageMaker.ListModels', authorization: partly })
    expect(status).toBe(403)
    expect(JSON.parse(text)).toEqual({
      __type: 'IncompleteSignatureException',
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    })
  })

  const signed = async (service: string, body: string) => {
    const { SignatureV4 } = await import('@smithy/signature-v4')
    const { Sha256 } = await import('@aws-crypto/sha256-js')
    const { hostname, port } = new URL(served.client.endpoint)
    const signer = new SignatureV4({ ...served.client, service, sha256: Sha256 })
    const request = { method: 'POST', protocol: 'http:', hostname, path: '/', body, query: {} }
    const { headers } = await signer.sign({ ...request, headers: { ...form, host: `${hostname}:${port}` } })
    return raw(headers, body)
  }
  it.each([
    ['Version=2011-06-15', 400, 'MissingAction', 'The request must contain the parameter Action.'],
    [
      'Action=GetNobody&Version=2011-06-15',
      400,
      'InvalidAction',
      'Could not find operation GetNobody for version 2011-06-15',
    ],
    ['Action=AssumeRole&Version=2011-06-15', 400, 'ValidationError', 'roleArn'],
    ['Action=GetFederationToken&Version=2011-06-15', 501, 'NotImplemented', 'sts:GetFederationToken'],
  ])('the query %s', async (body, status, code, message) => {
    const [answered, text] = await signed('sts', body)
    expect(answered).toBe(status)
    expect(text).toContain(`<Code>${code}</Code>`)
    expect(text).toContain(message)
    expect(text).toMatch(/<RequestId>[\da-f-]{36}<\/RequestId>/)
  })
})

describe('signatures', () => {
  it('answers an unsigned query in XML, which its client reads', async () => {
    const body = 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15'
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    const response = await fetch(`${served.kernel.endpoint}/`, { method: 'POST', headers, body })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>')
  })

  it('refuses a wrong secret', async () => {
    const credentials = { accessKeyId: 'trimtab', secretAccessKey: 'wrong' }
    const asked = new SageMakerClient({ ...served.client, credentials }).send(new ListModelsCommand({}))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidSignatureException' })
  })

  it('refuses an unknown key', async () => {
    const credentials = { accessKeyId: 'stranger', secretAccessKey: 'x' }
    const asked = new STSClient({ ...served.client, credentials }).send(new GetCallerIdentityCommand({}))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  })

  it('takes the keys of a role session only with their token', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = served.kernel.issueCredentials(
      'arn:aws:iam::000000000000:role/r',
      's',
    )
    const call = (credentials: any) =>
      new SageMakerClient({ ...served.client, credentials }).send(new ListModelsCommand({}))
    await expect(call({ accessKeyId, secretAccessKey, sessionToken })).resolves.toBeDefined()
    await expect(call({ accessKeyId, secretAccessKey })).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  })
})
