import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createIam } from '#local/iam/index.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { createConfig, createModel, invoke, invokeAsync, metricValues, serveEndpoint } from './serving.ts'
import { BUCKET, createWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const TOPIC = 'arn:aws:sns:ap-southeast-1:000000000000:results'
const output = (more: object = {}) => ({
  S3OutputPath: `s3://${BUCKET}/out`,
  S3FailurePath: `s3://${BUCKET}/failed/`,
  ...more,
})
const asynchronous = (more: object = {}, client: object = {}) => ({
  AsyncInferenceConfig: { OutputConfig: output(more), ClientConfig: client },
})
const keyOf = (location: string) => location.slice(`s3://${BUCKET}/`.length)
const result = (location: string): Promise<string> =>
  expect
    .poll(() => world.text(keyOf(location)).catch(() => undefined), { timeout: 10_000, interval: 10 })
    .toBeDefined()
    .then(() => world.text(keyOf(location)))
const scale = async (count: number) => {
  await world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: count }],
  })
  return world.settled('Endpoint', 'e')
}

/** Real SNS, and the messages of a queue that is subscribed to the topic. */
async function notices(): Promise<() => Promise<any[]>> {
  const { kernel } = world
  const services = [createSqs(kernel), createSns(kernel)]
  for (const service of services) kernel.register(service)
  const call = (service: string, operation: string, input: object) =>
    kernel.call(service, operation, input, kernel.root)
  await call('sns', 'CreateTopic', { Name: 'results' })
  const QueueUrl = (await call('sqs', 'CreateQueue', { QueueName: 'q' })).QueueUrl
  const arn = kernel.arn('sqs', 'q')
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: arn }],
  }
  await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: JSON.stringify(policy) } })
  await call('sns', 'Subscribe', { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: arn })
  const seen: any[] = []
  return async () => {
    const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })
    seen.push(...Messages.map(({ Body }: { Body: string }) => JSON.parse(JSON.parse(Body).Message)))
    return seen
  }
}

test('a request is accepted at once, and its result lies where the answer said', async () => {
  await serveEndpoint(world, asynchronous())
  await world.put('in/a.csv', '1\n2')
  const accepted = await invokeAsync(world, 'in/a.csv', { InferenceId: 'mine' })
  expect(accepted.InferenceId).toBe('mine')
  expect(accepted.OutputLocation).toMatch(new RegExp(`^s3://${BUCKET}/out/[\\w-]+\\.out$`))
  expect(accepted.FailureLocation).toMatch(new RegExp(`^s3://${BUCKET}/failed/[\\w-]+-error\\.out$`))
  expect(await result(accepted.OutputLocation)).toBe('<1>\n<2>')
  const { AsyncInferenceConfig } = await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })
  expect(AsyncInferenceConfig).toMatchObject({ OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` } })
  expect(world.kernel.store.table('sagemaker.async-request').size).toBe(0)
})

test('the caller may name the object, and may send the payload along', async () => {
  await serveEndpoint(world, asynchronous())
  const { OutputLocation } = await invokeAsync(world, '', {
    InputLocation: undefined,
    Body: Buffer.from('3'),
    S3OutputPathExtension: 'today/first/',
    Filename: 'scores.csv',
  })
  expect(OutputLocation).toBe(`s3://${BUCKET}/out/today/first/scores.csv`)
  expect(await result(OutputLocation)).toBe('<3>')
})

test('each kind of endpoint refuses the other’s requests', async () => {
  await serveEndpoint(world, asynchronous())
  await expect(invoke(world, '1')).rejects.toMatchObject({ code: 'ValidationError' })
  await createConfig(world, 'c2')
  await world.sagemaker('CreateEndpoint', { EndpointName: 'f', EndpointConfigName: 'c2' })
  await world.settled('Endpoint', 'f')
  await expect(invokeAsync(world, 'in/a.csv', { EndpointName: 'f' })).rejects.toMatchObject({ code: 'ValidationError' })
  await expect(invokeAsync(world, 'in/a.csv', { EndpointName: 'g' })).rejects.toMatchObject({
    message: 'Endpoint g of account 000000000000 not found.',
  })
  await expect(invokeAsync(world, '', { InputLocation: 'https://bucket/a' })).rejects.toMatchObject({
    code: 'ValidationError',
  })
})

test('notices tell of results and of failures in SageMaker’s form, with the answer where it is asked for', async () => {
  const received = await notices()
  const notification = {
    SuccessTopic: TOPIC,
    ErrorTopic: TOPIC,
    IncludeInferenceResponseIn: ['SUCCESS_NOTIFICATION_TOPIC'],
  }
  await serveEndpoint(world, asynchronous({ NotificationConfig: notification }))
  await world.put('good', '7')
  const good = await invokeAsync(world, 'good', { InferenceId: 'good', Accept: 'text/csv' })
  await expect.poll(received, { timeout: 10_000 }).toHaveLength(1)
  await world.put('boom', 'boom')
  const bad = await invokeAsync(world, 'boom', { InferenceId: 'bad' })
  await expect.poll(received, { timeout: 10_000 }).toHaveLength(2)
  expect(await received()).toMatchObject([
    {
      awsRegion: 'ap-southeast-1',
      eventTime: expect.stringMatching(/^\d{4}-.*Z$/),
      receivedTime: expect.stringMatching(/^\d{4}-.*Z$/),
      invocationStatus: 'Completed',
      requestParameters: {
        accept: 'text/csv',
        contentType: 'text/csv',
        endpointName: 'e',
        inputLocation: `s3://${BUCKET}/good`,
      },
      responseParameters: { contentType: 'text/csv', outputLocation: good.OutputLocation },
      responseBody: { content: Buffer.from('<7>').toString('base64'), encoding: 'BASE64' },
      inferenceId: 'good',
      eventVersion: '1.0',
      eventSource: 'aws:sagemaker',
      eventName: 'InferenceResult',
    },
    {
      invocationStatus: 'Failed',
      failureReason:
        'ClientError: Received server error (500) from model. See the SageMaker Endpoint logs in your account for more information.',
      responseParameters: { outputLocation: bad.FailureLocation },
      inferenceId: 'bad',
    },
  ])
  expect(await world.text(keyOf(bad.FailureLocation))).toBe('something broke')
  expect(metricValues(world, 'InvocationFailures')).toEqual([1])
  expect(metricValues(world, 'InvocationsProcesssed')).toEqual([1, 1])
  expect(metricValues(world, 'Invocation5XXErrors')).toEqual([0, 1])
  for (const name of ['Invocations', 'InvocationsPerInstance', 'OverheadLatency'])
    expect(metricValues(world, name)).toEqual([])
  expect(world.logs.find(([, stream]) => stream === 'main/data-log')?.[2]).toContain('bad')
})

test('the model’s role reads, writes and publishes; what it may not do is told', async () => {
  const allow = (Action: string | string[], Resource: string) => ({ Effect: 'Allow' as const, Action, Resource })
  const received = await notices()
  await serveEndpoint(world, asynchronous({ NotificationConfig: { ErrorTopic: TOPIC, SuccessTopic: TOPIC } }))
  await world.put('in/a.csv', '1')
  const iam = createIam(world.kernel)
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'sagemaker.amazonaws.com' },
    Action: 'sts:AssumeRole',
  } as const
  iam.putRole({ RoleName: 'job', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } })
  const give = (...Statement: ReturnType<typeof allow>[]) =>
    iam.putRolePolicy('job', 'p', { Version: '2012-10-17', Statement })
  const publishing = allow('sns:Publish', TOPIC)
  give(publishing)
  await invokeAsync(world, 'in/a.csv', { InferenceId: 'unread' })
  await expect.poll(received, { timeout: 10_000 }).toHaveLength(1)
  give(publishing, allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/in/*`))
  await invokeAsync(world, 'in/a.csv', { InferenceId: 'unwritten' })
  await expect.poll(received, { timeout: 10_000 }).toHaveLength(2)
  give(allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${BUCKET}/*`))
  const untold = await invokeAsync(world, 'in/a.csv', { InferenceId: 'untold' })
  expect(await result(untold.OutputLocation)).toBe('<1>')
  await expect.poll(() => metricValues(world, 'NotificationFailures')).toEqual([1])
  expect((await received()).map(({ inferenceId, failureReason }) => [inferenceId, failureReason])).toEqual([
    ['unread', expect.stringContaining('Unable to download the payload')],
    ['unwritten', expect.stringContaining('Unable to upload the response')],
  ])
  expect(metricValues(world, 'RequestDownloadFailures')).toEqual([1])
  expect(metricValues(world, 'ResponseUploadFailures')).toEqual([1])
})

test('no more requests are with an instance than the config allows', async () => {
  await serveEndpoint(world, asynchronous({}, { MaxConcurrentInvocationsPerInstance: 1 }))
  await world.put('slow', 'slow')
  await world.put('soon', '9')
  const first = await invokeAsync(world, 'slow')
  const second = await invokeAsync(world, 'soon')
  await result(second.OutputLocation)
  expect(await world.text(keyOf(first.OutputLocation))).toBe('<slow>')
})

test('with no instances the queue waits, says so, and is worked off when some come', async () => {
  await world.close()
  const clock = new VirtualClock({ auto: false })
  world = await createWorld({ clock })
  await serveEndpoint(world, asynchronous())
  expect((await scale(0)).ProductionVariants).toMatchObject([{ CurrentInstanceCount: 0 }])
  await world.put('in/a.csv', '1')
  const accepted = await invokeAsync(world, 'in/a.csv')
  await invokeAsync(world, 'in/a.csv')
  await clock.advance(120_000)
  expect(metricValues(world, 'HasBacklogWithoutCapacity').at(-1)).toBe(1)
  expect(metricValues(world, 'ApproximateBacklogSize').at(-1)).toBe(2)
  expect(metricValues(world, 'ApproximateAgeOfOldestRequest').at(-1)).toBeGreaterThan(60)
  expect(world.metrics.find(({ name }) => name === 'ApproximateBacklogSize')!.dimensions).toEqual({ EndpointName: 'e' })
  expect(metricValues(world, 'Invocations')).toEqual([])
  await scale(1)
  expect(await result(accepted.OutputLocation)).toBe('<1>')
  await expect.poll(() => metricValues(world, 'InvocationsProcesssed')).toHaveLength(2)
  expect(metricValues(world, 'TimeInBacklog')[0]).toBeGreaterThanOrEqual(120_000_000)
  await clock.advance(60_000)
  expect(metricValues(world, 'HasBacklogWithoutCapacity').at(-1)).toBe(0)
  expect(metricValues(world, 'ApproximateBacklogSizePerInstance').at(-1)).toBe(0)
})

test('a payload larger than any that could be sent along goes through', async () => {
  await serveEndpoint(world, asynchronous())
  await world.put('large', Buffer.alloc(8_000_000, 'x'))
  const { OutputLocation } = await invokeAsync(world, 'large')
  expect((await result(OutputLocation)).length).toBe(8_000_002)
})

test('an update takes the queue over to the new instances, also while there are none', async () => {
  await serveEndpoint(world, asynchronous())
  await createModel(world, 'green')
  const update = async (name: string) => {
    await createConfig(world, name, { variant: { ModelName: 'green' }, ...asynchronous() })
    await world.sagemaker('UpdateEndpoint', {
      EndpointName: 'e',
      EndpointConfigName: name,
      RetainAllVariantProperties: true,
    })
    expect(await world.settled('Endpoint', 'e')).toMatchObject({
      EndpointConfigName: name,
      EndpointStatus: 'InService',
    })
  }
  await world.put('who', 'who')
  await world.put('slow', 'slow')
  const before = await Promise.all(Array.from({ length: 10 }, () => invokeAsync(world, 'slow')))
  await update('c2')
  for (const { OutputLocation } of before) expect(await result(OutputLocation)).toBe('<slow>')
  expect(await result((await invokeAsync(world, 'who')).OutputLocation)).toMatch(/^green/)
  await scale(0)
  const waiting = await invokeAsync(world, 'who')
  await update('c3')
  expect((await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })).ProductionVariants).toMatchObject([
    { CurrentInstanceCount: 0 },
  ])
  await scale(1)
  expect(await result(waiting.OutputLocation)).toMatch(/^green/)
})

test('a real-time endpoint keeps at least one instance', async () => {
  await serveEndpoint(world)
  await expect(scale(0)).rejects.toMatchObject({ code: 'ValidationException' })
})

test('a request that nobody takes up in its time fails as expired', async () => {
  await world.close()
  const clock = new VirtualClock({ auto: false })
  world = await createWorld({ clock })
  await serveEndpoint(world, asynchronous())
  await scale(0)
  await world.put('in/a.csv', '1')
  const { FailureLocation } = await invokeAsync(world, 'in/a.csv', { RequestTTLSeconds: 60 })
  await clock.advance(61_000)
  expect(await result(FailureLocation)).toContain('expired')
  expect(metricValues(world, 'ExpiredRequests')).toEqual([1])
  expect(metricValues(world, 'InvocationFailures')).toEqual([1])
})

test('a request that takes the container too long fails', async () => {
  await createModel(world, 'blue')
  await serveEndpoint(world, asynchronous())
  await world.put('hang', 'hang')
  const { FailureLocation } = await invokeAsync(world, 'hang', { InvocationTimeoutSeconds: 1 })
  expect(await result(FailureLocation)).toContain('timed out')
})

test('what was accepted is done after a restart', async () => {
  await serveEndpoint(world, asynchronous())
  await scale(0)
  await world.put('in/a.csv', '1')
  const { OutputLocation } = await invokeAsync(world, 'in/a.csv')
  world = await world.restart()
  await scale(1)
  expect(await result(OutputLocation)).toBe('<1>')
})

test('a request under which an instance ends goes to its successor, but not for ever', async () => {
  await serveEndpoint(world, asynchronous())
  await world.put('die', 'die')
  const { FailureLocation } = await invokeAsync(world, 'die')
  expect(await result(FailureLocation)).toContain('3 instances ended')
  await world.put('in/a.csv', '1')
  expect(await result((await invokeAsync(world, 'in/a.csv')).OutputLocation)).toBe('<1>')
})

test('what waits at an endpoint goes with it', async () => {
  await serveEndpoint(world, asynchronous())
  await scale(0)
  await invokeAsync(world, 'in/a.csv')
  await world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })
  expect(world.kernel.store.table('sagemaker.async-request').size).toBe(0)
})
