import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, Scaled } from './scaled.ts'

const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 0, 1)

let scaled: Scaled
beforeEach(async () => {
  scaled = await Scaled.open({ count: 1 })
  await scaled.register(1, 4)
})
afterEach(() => scaled.close())

const schedule = (name: string, Schedule: string, ScalableTargetAction: object, more: object = {}) =>
  scaled.call('PutScheduledAction', { ScheduledActionName: name, Schedule, ScalableTargetAction, ...more })
const described = async () => (await scaled.activities()).map(({ Description, Cause }) => `${Description}: ${Cause}`)

describe('a scheduled action', () => {
  it('sets the bounds at its local times until another one does, and the capacity moves into them', async () => {
    const Timezone = 'Asia/Manila'
    await schedule('open', 'cron(0 9 ? * MON-FRI *)', { MinCapacity: 3, MaxCapacity: 8 }, { Timezone })
    await schedule('close', 'cron(0 18 ? * MON-FRI *)', { MinCapacity: 1, MaxCapacity: 2 }, { Timezone })
    await scaled.on.clock.advance(HOUR - 1)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[1, 4], 1])
    await scaled.on.clock.advance(1)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[3, 8], 3])
    await scaled.on.clock.advance(9 * HOUR)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[1, 2], 2])
    expect(await described()).toEqual([
      'Setting min capacity to 3 and max capacity to 8: scheduled action name open was triggered',
      'Setting desired instance count to 3.: minimum capacity was set to 3',
      'Setting min capacity to 1 and max capacity to 2: scheduled action name close was triggered',
      'Setting desired instance count to 2.: maximum capacity was set to 2',
    ])
    await scaled.on.clock.advance(4 * 24 * HOUR)
    expect(await described()).toHaveLength(12)
  })

  it('goes by the clock of a zone that changes it', async () => {
    const StartTime = new Date(Date.UTC(2026, 2, 27, 12))
    const EndTime = new Date(Date.UTC(2026, 2, 30, 12))
    await schedule('open', 'cron(0 9 * * ? *)', { MinCapacity: 2 }, { Timezone: 'Europe/Berlin', StartTime, EndTime })
    await scaled.on.restart(86 * 24 * HOUR)
    await scaled.on.clock.advance(5 * 24 * HOUR)
    const times = (await scaled.activities())
      .filter(({ Cause }) => Cause.startsWith('scheduled action'))
      .map(({ StartTime }) => StartTime.toISOString().slice(0, 16))
    expect(times).toEqual(['2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00'])
  })

  it('runs once at its time, and not while its kind is suspended', async () => {
    await schedule('once', 'at(2026-01-01T02:00:00)', { MinCapacity: 2 })
    await schedule('later', 'at(2026-01-01T03:00:00)', { MinCapacity: 3 })
    await scaled.on.clock.advance(2 * HOUR)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[2, 4], 2])
    await scaled.call('RegisterScalableTarget', { SuspendedState: { ScheduledScalingSuspended: true } })
    await scaled.on.clock.advance(24 * HOUR)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[2, 4], 2])
  })

  it('that would turn the bounds over changes nothing and says so', async () => {
    await schedule('more', 'at(2026-01-01T02:00:00)', { MinCapacity: 9 })
    await scaled.on.clock.advance(2 * HOUR)
    expect(await scaled.bounds()).toEqual([1, 4])
    expect(await scaled.activities()).toMatchObject([
      { StatusCode: 'Failed', StatusMessage: expect.stringMatching(/Maximum capacity cannot be less than minimum/) },
    ])
  })

  it('ignores cooldowns, and target tracking goes on within the new bounds', async () => {
    await scaled.track(60, { ScaleOutCooldown: 86_400 })
    await schedule('surge', 'at(2026-01-01T00:05:00)', { MinCapacity: 3 })
    await scaled.traffic(4, 100)
    expect(await scaled.instances()).toBe(2)
    await scaled.traffic(1, 100)
    expect(await scaled.instances()).toBe(3)
    await scaled.traffic(40, 10)
    expect(await scaled.instances()).toBe(3)
  })

  describe('that falls due while the endpoint is updated', () => {
    beforeEach(async () => {
      await scaled.on.config('slow', { count: 1, environment: { STARTS_IN: '180000' } })
      await schedule('surge', 'at(2026-01-01T00:01:00)', { MinCapacity: 3 })
      const update = { EndpointName: 'e', EndpointConfigName: 'slow', RetainAllVariantProperties: true }
      const TrafficRoutingConfiguration = { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 600 }
      await scaled.on.world.sagemaker('UpdateEndpoint', {
        ...update,
        DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration } },
      })
      await scaled.on.clock.advance(2 * MINUTE)
    })

    it('keeps the bounds, and the capacity follows no earlier than somebody looks at it', async () => {
      expect(await scaled.bounds()).toEqual([3, 4])
      const failed = (await scaled.activities()).at(-1)
      expect(failed).toMatchObject({ StatusCode: 'Failed', Cause: 'minimum capacity was set to 3' })
      expect(failed.StatusMessage).toMatch(
        /^Failed to set desired instance count to 3. Reason: Cannot update in-progress/,
      )
      await scaled.on.clock.advance(HOUR)
      const { EndpointStatus } = await scaled.on.describe()
      expect([EndpointStatus, await scaled.bounds(), await scaled.instances()]).toEqual(['InService', [3, 4], 1])
      await scaled.register(3, 4)
      await scaled.on.clock.advance(5 * MINUTE)
      expect(await scaled.instances()).toBe(3)
    })

    it('has the capacity follow when a policy is called, though it asks for less', async () => {
      await scaled.track(60)
      await scaled.traffic(40, 1)
      expect(await scaled.instances()).toBe(3)
      expect((await scaled.activities()).at(-1)).toMatchObject({
        StatusCode: 'Successful',
        Cause: 'minimum capacity was set to 3',
      })
    })

    it('has it not follow where that kind of policy is suspended', async () => {
      await scaled.register(3, 4, { SuspendedState: { DynamicScalingInSuspended: true } })
      await scaled.track(60)
      await scaled.traffic(40, 1)
      expect(await scaled.instances()).toBe(1)
    })
  })

  it('survives a restart, and one that came due meanwhile is made up for', async () => {
    await schedule('missed', 'at(2026-01-01T02:00:00)', { MinCapacity: 2 })
    await schedule('daily', 'cron(0 8 * * ? *)', { MinCapacity: 3 })
    await scaled.track(60)
    await scaled.on.restart(5 * HOUR)
    await scaled.on.clock.advance(0)
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[2, 4], 2])
    await scaled.on.clock.advance(START + 8 * HOUR - scaled.on.clock.now())
    expect([await scaled.bounds(), await scaled.instances()]).toEqual([[3, 4], 3])
    await scaled.traffic(3, 1000)
    expect(await scaled.instances()).toBe(4)
  })

  it('is changed, described and deleted', async () => {
    const StartTime = new Date(START + HOUR)
    await schedule('s', 'rate(1 hour)', { MinCapacity: 2 }, { StartTime, Timezone: 'Asia/Manila' })
    await scaled.call('PutScheduledAction', { ScheduledActionName: 's', ScalableTargetAction: { MinCapacity: 3 } })
    const { ScheduledActions } = await scaled.call('DescribeScheduledActions', { ScheduledActionNames: ['s'] })
    expect(ScheduledActions).toMatchObject([
      { Schedule: 'rate(1 hour)', Timezone: 'Asia/Manila', ScalableTargetAction: { MinCapacity: 3 } },
    ])
    expect(ScheduledActions[0].StartTime).toBeUndefined()
    await scaled.call('DeleteScheduledAction', { ScheduledActionName: 's' })
    await scaled.on.clock.advance(3 * HOUR)
    expect(await scaled.instances()).toBe(1)
    await expect(scaled.call('DeleteScheduledAction', { ScheduledActionName: 's' })).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
    })
  })

  it('is refused with a time, zone or bounds that cannot be', async () => {
    const cases: [string, object, object, RegExp][] = [
      ['every day', { MinCapacity: 1 }, {}, /Invalid schedule expression/],
      ['cron(0 25 * * ? *)', { MinCapacity: 1 }, {}, /Invalid schedule expression/],
      ['rate(1 hour)', { MinCapacity: 1 }, { Timezone: 'Asia/Nowhere' }, /Invalid timezone/],
      ['rate(1 hour)', { MinCapacity: 3, MaxCapacity: 2 }, {}, /Maximum capacity cannot be less/],
      ['rate(1 hour)', {}, {}, /At least one of MinCapacity and MaxCapacity/],
      ['rate(1 hour)', { MinCapacity: 1 }, { StartTime: new Date(START), EndTime: new Date(START) }, /end time/],
    ]
    for (const [expression, bounds, more, message] of cases)
      await expect(schedule('s', expression, bounds, more)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      })
  })
})
