import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createConfig, createModel, invoke, metricValues, serveEndpoint } from './serving.ts'
import { createWorld, type World } from './world.ts'

let world: World
let clock: VirtualClock
beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  world = await createWorld({ clock })
})
afterEach(() => world.close())

const serverless = (more: object = {}) => ({
  variant: {
    InitialInstanceCount: undefined,
    InstanceType: undefined,
    ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 2, ...more },
  },
})
const said = async (body: string) => (await invoke(world, body)).Body.toString()
const describe = () => world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })
const update = (change: object) =>
  world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'main', ...change }],
  })

test('a process comes with a request that finds none, serves the next, and goes when it is idle', async () => {
  expect(await serveEndpoint(world, serverless())).toMatchObject({ EndpointStatus: 'InService' })
  const first = await said('who')
  expect(await said('who')).toBe(first)
  await clock.advance(4 * 60_000)
  expect(await said('who')).toBe(first)
  await clock.advance(6 * 60_000)
  expect(await said('who')).not.toBe(first)
  expect(metricValues(world, 'ModelSetupTime')).toHaveLength(2)
  const [cold, warm] = metricValues(world, 'OverheadLatency')
  expect(cold! - warm!).toBeGreaterThan(metricValues(world, 'ModelSetupTime')[0]! / 2)
  expect(metricValues(world, 'InvocationsPerInstance')).toEqual([])
})

test('an hour of idleness passes at once', async () => {
  await serveEndpoint(world, serverless())
  await said('who')
  const began = performance.now()
  await clock.advance(60 * 60_000)
  expect(performance.now() - began).toBeLessThan(5000)
  await said('who')
  expect(metricValues(world, 'ModelSetupTime')).toHaveLength(2)
})

test('a process has one request at a time, and above MaxConcurrency requests are throttled', async () => {
  await serveEndpoint(world, serverless())
  const slow = [said('slow 1'), said('slow 2')]
  await expect(said('3')).rejects.toMatchObject({ code: 'ThrottlingException', status: 400 })
  expect(await Promise.all(slow)).toEqual(['<slow 1>', '<slow 2>'])
  expect(metricValues(world, 'ModelSetupTime')).toHaveLength(2)
  expect(metricValues(world, 'ServerlessConcurrentExecutionsUtilization').toSorted()).toEqual([0.5, 1])
  expect(await said('3')).toBe('<3>')
})

test('provisioned processes are there before the request, stay, and are told apart from the others', async () => {
  await serveEndpoint(world, serverless({ ProvisionedConcurrency: 1 }))
  const first = await said('who')
  expect(metricValues(world, 'ModelSetupTime')).toEqual([])
  await clock.advance(60 * 60_000)
  expect(await said('who')).toBe(first)
  await Promise.all([said('slow'), said('slow')])
  expect(metricValues(world, 'ServerlessProvisionedConcurrencySpilloverInvocations')).toEqual([1])
  expect(metricValues(world, 'ServerlessProvisionedConcurrencyUtilization').at(-1)).toBe(1)
})

test('Describe shows its configuration, which can be changed while it serves', async () => {
  await serveEndpoint(world, serverless())
  expect((await describe()).ProductionVariants).toMatchObject([
    { CurrentInstanceCount: 0, CurrentServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 2 } },
  ])
  await expect(update({ ServerlessUpdateConfig: { ProvisionedConcurrency: 3 } })).rejects.toMatchObject({
    code: 'ValidationException',
  })
  await expect(update({ DesiredInstanceCount: 3 })).rejects.toMatchObject({ code: 'ValidationException' })
  await update({ ServerlessUpdateConfig: { MaxConcurrency: 5, ProvisionedConcurrency: 1 } })
  expect((await world.settled('Endpoint', 'e')).ProductionVariants[0].CurrentServerlessConfig).toEqual({
    MemorySizeInMB: 2048,
    MaxConcurrency: 5,
    ProvisionedConcurrency: 1,
  })
  await said('who')
  expect(metricValues(world, 'ModelSetupTime')).toEqual([])
})

test('a payload may have 4 MB, and so may an answer', async () => {
  await serveEndpoint(world, serverless())
  await expect(invoke(world, Buffer.alloc(4 * 1024 * 1024, 's'))).rejects.toMatchObject({ code: 'ModelError' })
  await expect(invoke(world, Buffer.alloc(4 * 1024 * 1024 + 1, '1'))).rejects.toMatchObject({ code: 'ValidationError' })
})

test('it can become an endpoint with instances, and none of those becomes serverless', async () => {
  await serveEndpoint(world, serverless())
  await createConfig(world, 'instances')
  await world.sagemaker('UpdateEndpoint', {
    EndpointName: 'e',
    EndpointConfigName: 'instances',
    RetainAllVariantProperties: true,
  })
  expect((await world.settled('Endpoint', 'e')).ProductionVariants).toMatchObject([{ CurrentInstanceCount: 1 }])
  expect(await said('1')).toBe('<1>')
  await expect(
    world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' }),
  ).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining('serverless') })
})

test('an update goes to the new model without a failed request, and one whose container does not start goes back', async () => {
  await serveEndpoint(world, serverless({ MaxConcurrency: 20 }))
  await createModel(world, 'green')
  await createModel(world, 'broken', { CRASH: '1' })
  for (const name of ['green', 'broken'])
    await createConfig(world, name, { variant: { ...serverless({ MaxConcurrency: 20 }).variant, ModelName: name } })
  let updating = true
  const answers: string[] = []
  const callers = Array.from({ length: 3 }, async () => {
    while (updating) answers.push(await said('who'))
  })
  for (const name of ['green', 'broken']) {
    await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: name })
    expect(await world.settled('Endpoint', 'e')).toMatchObject({ EndpointConfigName: 'green' })
  }
  updating = false
  await Promise.all(callers)
  expect(answers[0]).toMatch(/^blue/)
  expect(answers.at(-1)).toMatch(/^green/)
})

test('an endpoint comes back with its processes at zero', async () => {
  await serveEndpoint(world, serverless())
  world = await world.restart()
  expect(await said('1')).toBe('<1>')
  await expect.poll(() => metricValues(world, 'ModelSetupTime')).toHaveLength(1)
})
