import { afterEach, expect, test } from 'vitest'
import { type Faults, type InstanceFault, noFaults } from '#local/faults/faults.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { MINUTE, Scaled } from './scaled.ts'

let scaled: Scaled
afterEach(() => scaled.close())

test('a fleet that cannot grow stays, its activity says why, and the alarm tries again', async () => {
  const failing: (InstanceFault | undefined)[] = [undefined, { kind: 'no-capacity' }]
  const faults: Faults = { ...noFaults, instances: () => failing.shift() }
  scaled = await Scaled.open({ faults })
  await scaled.register(1, 8)
  await scaled.track(60)
  await scaled.traffic(3, 180)
  expect(await scaled.instances()).toBe(2)
  const [failed] = await scaled.activities()
  expect(failed).toMatchObject({ StatusCode: 'Failed', Description: 'Setting desired instance count to 3.' })
  expect(failed.StatusMessage).toMatch(/^Failed to set desired instance count to 3. Reason: .*InsufficientInstanceCap/)
  await scaled.traffic(1, 180)
  expect(await scaled.instances()).toBe(3)
})

test('a call that SageMaker throttles fails its activity, and the alarm tries again', async () => {
  let throttles = 1
  const faults: Faults = {
    ...noFaults,
    around: (site, call) => {
      if (site.operation === 'UpdateEndpointWeightsAndCapacities' && throttles-- > 0)
        throw new AwsError('ThrottlingException', 'Rate exceeded')
      return noFaults.around(site, call)
    },
  }
  scaled = await Scaled.open({ faults })
  await scaled.register(1, 8)
  await scaled.track(60)
  await scaled.traffic(4, 180)
  expect(await scaled.instances()).toBe(3)
  expect((await scaled.activities()).map(({ StatusCode, StatusMessage }) => `${StatusCode}: ${StatusMessage}`)).toEqual(
    [
      'Failed: Failed to set desired instance count to 3. Reason: Rate exceeded',
      'Successful: Successfully set desired instance count to 3. Change successfully fulfilled by sagemaker.',
    ],
  )
})

test('a change that a restart interrupts goes on, and its cooldown begins when it is fulfilled', async () => {
  scaled = await Scaled.open({ environment: { STARTS_IN: '120000' } })
  await scaled.on.clock.advance(3 * MINUTE)
  await scaled.register(1, 8)
  await scaled.track(60, { ScaleOutCooldown: 300 })
  await scaled.traffic(3, 180)
  expect(await scaled.activities()).toMatchObject([
    {
      StatusCode: 'InProgress',
      StatusMessage: 'Successfully set desired instance count to 3. Waiting for change to be fulfilled by sagemaker.',
    },
  ])
  // What falls due meanwhile waits for the end of the change.
  await scaled.register(5, 8)
  await scaled.on.restart()
  await scaled.on.clock.advance(10 * MINUTE)
  expect((await scaled.activities()).map(({ Cause, StatusCode }) => `${Cause.slice(0, 20)} ${StatusCode}`)).toEqual([
    'monitor alarm Target Successful',
    'minimum capacity was Successful',
  ])
  expect((await scaled.on.describe()).ProductionVariants[0].CurrentInstanceCount).toBe(5)
})
