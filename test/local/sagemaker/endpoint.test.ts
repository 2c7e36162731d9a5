import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RealClock } from '#local/clock/real-clock.ts'
import { isolation } from '#local/sagemaker/containers/isolation.ts'
import { BUCKET, createWorld, IMAGE, modelArchive, ROLE, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const invoke = (body: string, more: object = {}): Promise<any> =>
  world.kernel.call(
    'sagemaker-runtime',
    'InvokeEndpoint',
    { EndpointName: 'e', Body: Buffer.from(body), ContentType: 'text/csv', ...more },
    world.kernel.root,
  )
const said = async (body: string, more: object = {}) => (await invoke(body, more)).Body.toString()

async function model(name: string, environment: Record<string, string> = {}, more: object = {}): Promise<void> {
  await world.put(`${name}.tar.gz`, modelArchive(name))
  await world.sagemaker('CreateModel', {
    ModelName: name,
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/${name}.tar.gz`, Environment: environment },
    ...more,
  })
}

const variant = (name: string, modelName: string, more: object = {}) => ({
  VariantName: name,
  ModelName: modelName,
  InitialInstanceCount: 1,
  InstanceType: 'ml.m5.large',
  ...more,
})
const config = (name: string, ...variants: object[]) =>
  world.sagemaker('CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants: variants })

async function serve(more: object = {}): Promise<void> {
  await model('blue')
  await config('c1', variant('main', 'blue', more))
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  expect(await world.settled('Endpoint', 'e')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c1' })
}

const statuses = () =>
  world.events
    .filter(({ detailType }) => detailType === 'SageMaker Endpoint State Change')
    .map(({ detail }) => detail['EndpointStatus'])

test('an endpoint comes into service and answers with its container’s own answer', async () => {
  await serve()
  const answer = await invoke('1\n2', { Accept: 'text/csv', CustomAttributes: 'trace=7' })
  expect(answer).toMatchObject({
    ContentType: 'text/csv',
    InvokedProductionVariant: 'main',
    CustomAttributes: 'seen trace=7',
  })
  expect(answer.Body.toString()).toBe('<1>\n<2>')
  expect(statuses()).toEqual(['CREATING', 'IN_SERVICE'])
  const { ProductionVariants } = await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })
  expect(ProductionVariants).toMatchObject([{ VariantName: 'main', CurrentInstanceCount: 1, CurrentWeight: 1 }])
})

test('requests are counted and measured by endpoint and variant', async () => {
  await serve()
  await invoke('1')
  await expect(invoke('bad')).rejects.toThrow()
  const values = (name: string, by = 'EndpointConfigName') =>
    world.metrics
      .filter(
        (datum) => datum.namespace === 'AWS/SageMaker' && datum.name === name && datum.dimensions[by] !== undefined,
      )
      .map(({ value }) => value)
  expect(values('Invocations')).toEqual([1, 1])
  expect(values('Invocation4XXErrors')).toEqual([0, 1])
  expect(values('ModelLatency')[0]).toBeGreaterThan(100)
  expect(world.metrics.at(-2)!.dimensions).toEqual({ EndpointName: 'e', VariantName: 'main' })
  expect(world.metrics.at(-1)!.dimensions).toEqual({ EndpointName: 'e', VariantName: 'main', EndpointConfigName: 'c1' })
})

test('what the container refuses or breaks on comes back as ModelError with its own words', async () => {
  await serve()
  await expect(invoke('bad')).rejects.toMatchObject({
    code: 'ModelError',
    status: 424,
    message: expect.stringContaining('Received client error (400) from primary with message "cannot read that"'),
    members: { OriginalStatusCode: 400, OriginalMessage: 'cannot read that' },
  })
  await expect(invoke('boom')).rejects.toMatchObject({ members: { OriginalStatusCode: 500 } })
})

test('an endpoint that is not there is said so in AWS’s words', async () => {
  await expect(invoke('1')).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'Endpoint e of account 000000000000 not found.',
  })
})

test('weights share the requests, and a target variant is obeyed', async () => {
  await model('blue')
  await model('green')
  await config(
    'both',
    variant('a', 'blue', { InitialVariantWeight: 3 }),
    variant('b', 'green', { InitialVariantWeight: 1 }),
  )
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'both' })
  await world.settled('Endpoint', 'e')
  const took: string[] = []
  for (let request = 0; request < 8; request++) took.push((await invoke('1')).InvokedProductionVariant)
  expect(took.filter((name) => name === 'a')).toHaveLength(6)
  expect(await said('who', { TargetVariant: 'b' })).toMatch(/^green/)
})

test('an update goes over to the new fleet and no request fails while it does', async () => {
  await serve({ InitialInstanceCount: 2 })
  await model('green')
  await config('c2', variant('main', 'green'))
  let updating = true
  const answers: string[] = []
  const callers = Array.from({ length: 4 }, async () => {
    while (updating) answers.push(await said('who'))
  })
  const slow = said('slow')
  await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c2' })
  expect(await world.settled('Endpoint', 'e')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c2' })
  expect(await said('who')).toMatch(/^green/)
  updating = false
  await Promise.all(callers)
  expect(await slow).toBe('<slow>')
  expect(answers.filter((answer) => answer.startsWith('blue')).length).toBeGreaterThan(0)
  expect(statuses()).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'IN_SERVICE'])
})

test('a new fleet that does not come up leaves the old one serving under the old config', async () => {
  await serve()
  await model('broken', { CRASH: '1' })
  await config('c2', variant('main', 'broken'))
  await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c2' })
  const endpoint = await world.settled('Endpoint', 'e')
  expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c1' })
  expect(endpoint.FailureReason).toContain(
    'The primary container for production variant main did not pass the ping health check.',
  )
  expect(await said('who')).toMatch(/^blue/)
})

test('while an endpoint changes it cannot be changed or deleted', async () => {
  await serve()
  await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  for (const [operation, input] of [
    ['UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' }],
    ['DeleteEndpoint', { EndpointName: 'e' }],
  ] as const)
    await expect(world.sagemaker(operation, input)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('Cannot update in-progress endpoint "arn:'),
    })
  await world.settled('Endpoint', 'e')
})

// Only a namespace can be without a network.
test.skipIf(isolation() !== 'private')('a model in network isolation serves, and reaches nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await model('blue', {}, { EnableNetworkIsolation: true })
  await model('green')
  await config('c1', variant('isolated', 'blue', { InitialInstanceCount: 2 }), variant('open', 'green'))
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  expect(await world.settled('Endpoint', 'e')).toMatchObject({ EndpointStatus: 'InService' })
  const isolated = { TargetVariant: 'isolated' }
  expect(await Promise.all(['1\n2', 'x'.repeat(1_000_000)].map((body) => said(body, isolated)))).toEqual([
    '<1>\n<2>',
    `<${'x'.repeat(1_000_000)}>`,
  ])
  expect(await said(`reach ${port}`, isolated)).toBe('ECONNREFUSED')
  expect(await said('keys', isolated)).toBe('undefined')
  expect(await said(`reach ${port}`, { TargetVariant: 'open' })).toBe('reached')
  server.close()
  await world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })
  await expect
    .poll(() => world.sagemaker('DescribeEndpoint', { EndpointName: 'e' }).catch(({ code }) => code))
    .toBe('ValidationException')
})

test('an instance that dies is replaced', async () => {
  await serve()
  const before = await said('who')
  await expect(invoke('die')).rejects.toMatchObject({ code: 'ModelError', members: { OriginalStatusCode: 0 } })
  await expect.poll(() => said('who').catch(() => before), { timeout: 10_000, interval: 10 }).not.toBe(before)
})

test('an instance that does not answer /ping any more takes no requests, and is replaced', async () => {
  await world.close()
  world = await createWorld({ clock: new RealClock(300) })
  await serve({ InitialInstanceCount: 2 })
  const instances = async () => new Set(await Promise.all(Array.from({ length: 4 }, () => said('who'))))
  const before = await instances()
  expect(before.size).toBe(2)
  await said('be deaf')
  // Requests go on being answered while one is out, and until both are there again.
  await expect
    .poll(async () => [...(await instances())].filter((instance) => !before.has(instance)).length, {
      timeout: 15_000,
      interval: 10,
    })
    .toBe(1)
})

test('a container that never gets healthy fails the endpoint, which can then only be deleted', async () => {
  await model('broken', { CRASH: '1' })
  await config('c1', variant('main', 'broken'))
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  expect(await world.settled('Endpoint', 'e')).toMatchObject({
    EndpointStatus: 'Failed',
    FailureReason: expect.stringContaining('did not pass the ping health check'),
  })
  await expect(
    world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' }),
  ).rejects.toMatchObject({ code: 'ValidationException' })
  await world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })
  await gone()
})

test('model data that is no archive fails the endpoint', async () => {
  await world.put('junk.tar.gz', 'this is not an archive')
  await world.sagemaker('CreateModel', {
    ModelName: 'junk',
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/junk.tar.gz` },
  })
  await config('c1', variant('main', 'junk'))
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  expect((await world.settled('Endpoint', 'e')).FailureReason).toContain('Failed to extract model data archive')
})

test('a deleted endpoint lets requests in flight finish and is gone', async () => {
  await serve()
  const slow = said('slow')
  await world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })
  expect(await slow).toBe('<slow>')
  await gone()
  await expect(invoke('1')).rejects.toMatchObject({ code: 'ValidationError' })
})

test('instances and weights can be changed while it serves', async () => {
  await serve()
  await world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 2, DesiredWeight: 5 }],
  })
  expect((await world.settled('Endpoint', 'e')).ProductionVariants).toMatchObject([
    { CurrentInstanceCount: 2, CurrentWeight: 5 },
  ])
  const instances = await Promise.all(Array.from({ length: 6 }, () => said('who')))
  expect(new Set(instances).size).toBe(2)
})

test('after a restart the endpoint serves again, even though its model and config were deleted', async () => {
  await serve()
  await world.sagemaker('DeleteModel', { ModelName: 'blue' })
  await world.sagemaker('DeleteEndpointConfig', { EndpointConfigName: 'c1' })
  await world.s3('DeleteObject', { Key: 'blue.tar.gz' })
  world = await world.restart()
  expect(await said('who')).toMatch(/^blue/)
})

test('a change of numbers and weights that was accepted is made after a restart', async () => {
  await serve()
  await world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 2, DesiredWeight: 5 }],
  })
  world = await world.restart()
  expect((await world.settled('Endpoint', 'e')).ProductionVariants).toMatchObject([
    { CurrentInstanceCount: 2, CurrentWeight: 5 },
  ])
})

test('the folder of a fleet that was being cleared when the process ended is gone after the next start', async () => {
  await serve()
  const fleets = join(world.kernel.stateDir, 'sagemaker/endpoints/e')
  const [own] = readdirSync(fleets)
  mkdirSync(join(fleets, 'replaced'))
  world = await world.restart()
  await expect.poll(() => readdirSync(fleets)).toEqual([own])
})

test('an update that was under way goes on after a restart, and the old fleet serves meanwhile', async () => {
  await serve()
  await model('hangs', { NEVER: '1' })
  await config('c2', variant('main', 'hangs'))
  await world.sagemaker('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c2' })
  world = await world.restart()
  expect(await said('who')).toMatch(/^blue/)
  expect(await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })).toMatchObject({
    EndpointStatus: 'Updating',
    EndpointConfigName: 'c1',
    PendingDeploymentSummary: { EndpointConfigName: 'c2' },
  })
})

test('a container that starts but does not answer /ping fails the endpoint after its time', async () => {
  await world.close()
  world = await createWorld({ clock: new RealClock(300) })
  await model('hangs', { NEVER: '1' })
  await config('c1', variant('main', 'hangs', { ContainerStartupHealthCheckTimeoutInSeconds: 60 }))
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  expect(await world.settled('Endpoint', 'e')).toMatchObject({ EndpointStatus: 'Failed' })
})

test('names in use, unknown models and what is not there yet are refused', async () => {
  await serve()
  const refused = (operation: string, input: object) => expect(world.sagemaker(operation, input)).rejects
  await refused('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' }).toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('Cannot create already existing endpoint "arn:'),
  })
  await refused('CreateEndpoint', { EndpointName: 'f', EndpointConfigName: 'c9' }).toMatchObject({
    message: expect.stringContaining('Could not find endpoint configuration "arn:'),
  })
  await refused('CreateEndpointConfig', {
    EndpointConfigName: 'c9',
    ProductionVariants: [variant('main', 'nobody')],
  }).toMatchObject({ message: expect.stringContaining('Could not find model "arn:') })
  await refused('CreateEndpointConfig', {
    EndpointConfigName: 'c9',
    ProductionVariants: [variant('main', 'blue')],
    ExplainerConfig: { ClarifyExplainerConfig: { ShapConfig: { ShapBaselineConfig: {} } } },
  }).toMatchObject({ code: 'NotImplemented', message: expect.stringContaining('ExplainerConfig') })
})

function gone(): Promise<void> {
  return expect
    .poll(() => world.sagemaker('DescribeEndpoint', { EndpointName: 'e' }).catch(({ message }) => message), {
      timeout: 10_000,
      interval: 10,
    })
    .toContain('Could not find endpoint "arn:')
}
