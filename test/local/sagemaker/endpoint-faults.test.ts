import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Faults, type InstanceFault, noFaults } from '#local/faults/faults.ts'
import { Deployments } from './deployments.ts'

const MINUTE = 60_000
let on: Deployments
/** For the next instances that are to come up, one after another. */
let faults: (InstanceFault | undefined)[]
let silent: boolean
beforeEach(async () => {
  faults = []
  silent = false
  const chosen: Faults = {
    ...noFaults,
    instances: () => faults.shift(),
    deployment: () => (silent ? 'silent-rollback' : undefined),
  }
  on = await Deployments.open(chosen)
  await on.config('blue')
  await on.config('green')
  await on.create('blue')
})
afterEach(() => on.world.close())

const canary = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      CanarySize: { Type: 'CAPACITY_PERCENT', Value: 25 },
      WaitIntervalInSeconds: 600,
    },
  },
}
const rolling = {
  RollingUpdatePolicy: { MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 }, WaitIntervalInSeconds: 60 },
}
const rescale = (changes: object) =>
  on.world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'main', ...changes }],
  })

test.each([
  ['no capacity', { kind: 'no-capacity' }, 'InsufficientInstanceCapacity'],
  ['a container that fails at its start', { kind: 'unhealthy' }, 'did not pass the ping health check'],
] as const)('%s: the old fleet goes on, under the old config, with the reason', async (_, fault, reason) => {
  faults = [fault]
  await on.update('green', canary)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining(reason),
  })
  expect(await on.shares(4)).toEqual({ blue: 4 })
})

test('a new fleet whose containers end after a minute goes back, and no request fails meanwhile', async () => {
  faults = [{ kind: 'crashes', afterMs: MINUTE }]
  await on.update('green', canary)
  await on.clock.advance(MINUTE - 1)
  expect(await on.shares(4)).toEqual({ blue: 3, green: 1 })
  await on.clock.advance(1)
  expect(await on.shares(4)).toEqual({ blue: 4 })
  expect(await on.describe()).toMatchObject({
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('did not pass the ping health check'),
  })
})

test('a silent rollback ends InService on the old config, and says nothing', async () => {
  silent = true
  await on.update('green', canary)
  await on.clock.advance(10 * MINUTE)
  const endpoint = await on.describe()
  expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'blue' })
  expect(endpoint.FailureReason).toBeUndefined()
  expect(on.statuses.slice(-2)).toEqual(['UPDATING', 'IN_SERVICE'])
  expect(await on.shares(4)).toEqual({ blue: 4 })
})

test('a rolling update whose way back finds no capacity leaves both fleets serving; another update ends that', async () => {
  // The second batch of the new fleet does not come up, and neither does what the old one has lost.
  faults = [undefined, { kind: 'no-capacity' }, { kind: 'no-capacity' }]
  await on.update('green', rolling)
  await on.clock.advance(MINUTE)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'UpdateRollbackFailed',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('The rollback failed'),
  })
  expect(on.statuses.at(-1)).toBe('UPDATE_ROLLBACK_FAILED')
  expect(await on.shares(4)).toEqual({ blue: 3, green: 1 })
  await expect(rescale({ DesiredWeight: 2 })).rejects.toMatchObject({ code: 'ValidationException' })
  await on.restart()
  expect(await on.shares(4)).toEqual({ blue: 3, green: 1 })
  await on.update('green')
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
  expect(await on.shares(4)).toEqual({ green: 4 })
})

test('numbers that cannot be had are taken back with the weights', async () => {
  faults = [{ kind: 'no-capacity' }]
  await rescale({ DesiredInstanceCount: 8, DesiredWeight: 3 })
  await on.clock.settle()
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    FailureReason: expect.stringContaining('InsufficientInstanceCapacity'),
    ProductionVariants: [{ CurrentInstanceCount: 4, DesiredInstanceCount: 4, CurrentWeight: 1, DesiredWeight: 1 }],
  })
  expect(on.statuses.slice(-3)).toEqual(['UPDATING', 'ROLLING_BACK', 'IN_SERVICE'])
  expect(on.steps.at(-1)).toBe('- Updating: Scaling out desired instance count to 8.')
})

test('instances that come late are asked for at once, and serve when they have come', async () => {
  faults = [{ kind: 'late', afterMs: 4 * MINUTE }]
  await rescale({ DesiredInstanceCount: 6 })
  await on.clock.advance(4 * MINUTE - 1)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'Updating',
    ProductionVariants: [{ CurrentInstanceCount: 4, DesiredInstanceCount: 6 }],
  })
  expect(await on.shares(4)).toEqual({ blue: 4 })
  await on.clock.advance(1)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    ProductionVariants: [{ CurrentInstanceCount: 6, DesiredInstanceCount: 6 }],
  })
})

test('an endpoint cannot be deleted while it is updated', async () => {
  await on.update('green', canary)
  await expect(on.world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('Cannot update in-progress endpoint'),
  })
})
