import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createIam } from '#local/iam/index.ts'
import { sampler } from '#local/sagemaker/capture/sampler.ts'
import { createConfig, createModel, invoke, serveEndpoint } from './serving.ts'
import { BUCKET, createWorld, type World } from './world.ts'

let world: World
let clock: VirtualClock
beforeEach(async () => {
  clock = new VirtualClock({ auto: false, start: Date.UTC(2026, 2, 4, 5, 59, 30, 7) })
  world = await createWorld({ clock })
})
afterEach(() => world.close())

const capturing = (more: object = {}) => ({
  DataCaptureConfig: {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: `s3://${BUCKET}/seen/`,
    CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
    ...more,
  },
})
const records = async () => {
  const keys = await world.keys('seen/')
  const files = await Promise.all(keys.map((key) => world.text(key)))
  return files.flatMap((file) => file.trim().split('\n')).map((line) => JSON.parse(line))
}

test('requests and answers are written in SageMaker’s form and place, a minute late at most', async () => {
  await serveEndpoint(world, capturing())
  await invoke(world, '1,2', { Accept: 'text/csv', InferenceId: 'mine', CustomAttributes: 'trace=7' })
  await clock.advance(29_000)
  expect(await world.keys('seen/')).toEqual([])
  await clock.advance(31_000)
  expect(await world.keys('seen/')).toEqual([
    expect.stringMatching(/^seen\/e\/main\/2026\/03\/04\/05\/59-30-007-[0-9a-f-]{36}\.jsonl$/),
  ])
  expect(await records()).toEqual([
    {
      captureData: {
        endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2', encoding: 'CSV' },
        endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: '<1,2>', encoding: 'CSV' },
      },
      eventMetadata: {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        customAttributes: ['trace=7'],
        inferenceId: 'mine',
        inferenceTime: '2026-03-04T05:59:30Z',
      },
      eventVersion: '0',
    },
  ])
})

test('content types that the config does not name are captured in base64', async () => {
  await serveEndpoint(world, capturing({ CaptureOptions: [{ CaptureMode: 'InputAndOutput' }] }))
  await invoke(world, '7', { ContentType: 'application/json', Accept: 'image/png' })
  await clock.advance(60_000)
  expect((await records())[0].captureData).toMatchObject({
    endpointInput: { data: '7', encoding: 'JSON' },
    endpointOutput: { data: Buffer.from('<7>').toString('base64'), encoding: 'BASE64' },
  })
})

test('an hour begins a file of its own', async () => {
  await serveEndpoint(world, capturing({ CaptureOptions: [{ CaptureMode: 'Input' }] }))
  await invoke(world, '1')
  await clock.advance(31_000)
  await invoke(world, '2')
  await clock.advance(60_000)
  const hours = (await world.keys('seen/')).map((key) => key.slice('seen/e/main/'.length, 'seen/e/main/'.length + 13))
  expect(hours).toEqual(['2026/03/04/05', '2026/03/04/06'])
  expect((await records())[0].captureData).not.toHaveProperty('endpointOutput')
})

test('an orderly stop writes what was captured; only a share is captured where a share is asked for', async () => {
  await serveEndpoint(world, capturing({ InitialSamplingPercentage: 30 }))
  for (let request = 0; request < 20; request++) await invoke(world, '9')
  world = await world.restart()
  expect(await records()).toHaveLength(6)
})

test('a sampler keeps its share, also at its ends', () => {
  const share = (percent: number) => Array.from({ length: 1000 }, sampler(percent)).filter(Boolean).length
  expect([share(0), share(100)]).toEqual([0, 1000])
  expect(Math.abs(share(13) - 130)).toBeLessThan(4)
})

test('Describe tells of the capture, and an update keeps it or takes the new config’s, as asked', async () => {
  await serveEndpoint(world, capturing())
  await createConfig(world, 'plain')
  const captured = async () => (await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })).DataCaptureConfig
  expect(await captured()).toMatchObject({
    EnableCapture: true,
    CaptureStatus: 'Started',
    CurrentSamplingPercentage: 100,
    DestinationS3Uri: `s3://${BUCKET}/seen/`,
  })
  const update = async (more: object) => {
    await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'plain', ...more })
    await world.settled('Endpoint', 'e')
  }
  await update({ RetainAllVariantProperties: true })
  expect(await captured()).toMatchObject({ EnableCapture: true })
  await update({
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DataCaptureConfig' }],
  })
  expect(await captured()).toBeUndefined()
})

test('a shadow’s answers are captured under its own name', async () => {
  await createModel(world, 'blue')
  const shadow = {
    VariantName: 'challenger',
    ModelName: 'blue',
    InitialInstanceCount: 1,
    InstanceType: 'ml.m5.large',
  }
  await serveEndpoint(world, { ...capturing(), ShadowProductionVariants: [shadow] })
  await invoke(world, '1', { InferenceId: 'both' })
  await expect.poll(() => world.metrics.some(({ dimensions }) => dimensions['VariantName'] === 'challenger')).toBe(true)
  await clock.advance(60_000)
  expect(await world.keys('seen/e/challenger/')).toHaveLength(1)
  const seen = (await records()).map(({ eventMetadata }) => [eventMetadata.inferenceId, eventMetadata.invocationSource])
  expect(seen).toEqual(
    expect.arrayContaining([
      ['both', 'ShadowExperiment'],
      ['both', undefined],
    ]),
  )
})

test('what the model’s role may not write is lost, and its log says so', async () => {
  await serveEndpoint(world, capturing())
  const iam = createIam(world.kernel)
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'sagemaker.amazonaws.com' },
    Action: 'sts:AssumeRole',
  } as const
  iam.putRole({ RoleName: 'job', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } })
  const logs = { Effect: 'Allow', Action: 'logs:*', Resource: '*' } as const
  iam.putRolePolicy('job', 'p', { Version: '2012-10-17', Statement: [logs] })
  await invoke(world, '1')
  await clock.advance(60_000)
  expect(await world.keys('seen/')).toEqual([])
  expect(world.logs.find(([, stream]) => stream === 'main/data-log')?.[2]).toContain('not authorized')
})
