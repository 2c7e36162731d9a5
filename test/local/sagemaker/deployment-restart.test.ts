import { afterEach, beforeEach, expect, test } from 'vitest'
import { Deployments } from './deployments.ts'

const MINUTE = 60_000
let on: Deployments
beforeEach(async () => {
  on = await Deployments.open()
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
    TerminationWaitInSeconds: 600,
  },
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
}
const rolling = {
  RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 }, WaitIntervalInSeconds: 600 },
}

test('a bake goes on after a restart, until it would have been over', async () => {
  await on.alarm('errors')
  await on.update('green', canary)
  await on.clock.advance(4 * MINUTE)
  await on.restart(2 * MINUTE)
  expect(await on.shares(4)).toEqual({ blue: 3, green: 1 })
  await on.clock.advance(4 * MINUTE)
  expect(await on.shares(4)).toEqual({ green: 4 })
  await on.clock.advance(10 * MINUTE)
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
})

test('an alarm that went off while nobody watched gives the traffic back', async () => {
  await on.alarm('errors')
  await on.update('green', canary)
  await on.clock.advance(12 * MINUTE)
  const { world } = on
  await world.cloudwatch('SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a test says so' })
  // Before anybody has come to act on it.
  await on.restart()
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('"errors"'),
  })
  expect(await on.shares(4)).toEqual({ blue: 4 })
})

test('a rolling update comes back with the instances that it had, and goes on', async () => {
  await on.update('green', rolling)
  await on.clock.advance(11 * MINUTE)
  await on.restart()
  const { ProductionVariants, PendingDeploymentSummary: pending } = await on.describe()
  expect(ProductionVariants[0].CurrentInstanceCount).toBe(0)
  expect(pending.ProductionVariants[0].CurrentInstanceCount).toBe(4)
  await on.clock.advance(9 * MINUTE)
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
  expect(await on.shares(4)).toEqual({ green: 4 })
})
