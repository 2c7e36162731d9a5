import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { RolledLine } from './rollouts/rolled-line.ts'

// What happens to a version after its rollout has finished, on a clock that jumps.

const MINUTE = 60_000
const on = new RolledLine()
const deploy = {
  guard: { periods: 1, p99Milliseconds: 500 },
  rollout: { type: 'all-at-once', watchFor: '20m' },
}
let serving: string
let champion: number | undefined

beforeAll(async () => {
  await on.start()
  await on.apply(deploy)
  expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
}, 300_000)
afterAll(() => on.stop())
beforeEach(async () => {
  serving = await on.serves()
  champion = await on.champion()
  await on.notices()
})
afterEach(() => {
  on.wrong = {}
})
const latest = async () => (await on.rollouts())[0]!
const alarmEvent = ({ detailType }: AwsEvent) => detailType === 'CloudWatch Alarm State Change'

describe('a version that turns bad while it is watched', { timeout: 120_000 }, () => {
  it.each([
    ['goes back within three minutes of its alarm', [0], 3],
    ['goes back by the sweeper when the alarm’s event is lost', [], 8],
    ['goes back once when the alarm’s event comes twice', [0, 30_000], 4],
  ])('%s', async (_, deliveries, minutes) => {
    on.wrong = { deliveries: (event) => (alarmEvent(event) ? deliveries : [0]) }
    const run = await on.run({ failsAfter: 5 * MINUTE })
    expect(run.status, run.reason).toBe('deployed')
    await on.pass((5 + minutes) * MINUTE)
    expect(await on.serves()).toBe(serving)
    expect(await on.champion()).toBe(champion)
    expect(await latest()).toMatchObject({ type: 'rollback', phase: 'rolled-back' })
    expect((await on.rollouts())[1]).toMatchObject({ run: run.run, phase: 'rolled-back' })
    expect((await on.versions())[0]).toBe(`${run.version} rolled-back`)
    const notices = await on.notices()
    expect(notices).toEqual([expect.objectContaining({ what: 'rolled back', by: 'alarm' })])
    expect(notices[0].reason).toMatch(/turned bad: alarm .*-errors-.* is in ALARM/)
    const { watching, rolloutLease } = await on.item()
    expect([watching, rolloutLease]).toEqual([undefined, undefined])
    expect(await on.alarms()).toEqual([])
  })

  it('goes back though somebody removed its alarms, which are put back and look at what was served meanwhile', async () => {
    const run = await on.run({ failsAfter: 5 * MINUTE })
    expect(run.status, run.reason).toBe('deployed')
    await on.call('cloudwatch', 'DeleteAlarms', { AlarmNames: await on.alarms() })
    await on.pass(15 * MINUTE)
    expect(await on.serves()).toBe(serving)
    expect(await latest()).toMatchObject({ type: 'rollback', phase: 'rolled-back' })
    expect((await on.decisions()).map(({ decision }) => decision)).toContain('alarms put back')
  })

  it('does not take a newer version with it, which came to traffic while the way back waited', async () => {
    const bad = await on.run({ failsAfter: 5 * MINUTE })
    await on.pass(4 * MINUTE)
    // The next rollout has the endpoint when the alarm of this one is raised.
    await on.apply({ ...deploy, rollout: { type: 'all-at-once', bake: '10m', watchFor: '20m' } })
    const good = await on.run()
    expect(good).toMatchObject({ status: 'deployed', version: bad.version! + 1 })
    await on.pass(30 * MINUTE)
    expect(await on.champion()).toBe(good.version)
    expect(await on.versions()).toContain(`${good.version} serving`)
  })
})

describe('a version that does well', { timeout: 120_000 }, () => {
  it('is kept once its watch is over', async () => {
    await on.apply(deploy)
    await on.run()
    await on.pass(18 * MINUTE)
    expect((await latest()).phase).toBe('watching')
    await on.pass(8 * MINUTE)
    expect(await latest()).toMatchObject({ phase: 'kept', reason: expect.stringMatching(/no alarm was raised until/) })
    expect(await on.alarms()).toEqual([])
  })

  it('and that nobody asks anything is watched until somebody does', async () => {
    await on.run({}, { traffic: false })
    await on.pass(60 * MINUTE, false)
    expect((await latest()).phase).toBe('watching')
    await on.pass(10 * MINUTE)
    expect((await latest()).phase).toBe('kept')
  })
})

describe('a rollback by SageMaker of which it tells nobody', () => {
  it('is noticed by the config that serves, recorded and told', async () => {
    on.wrong = { silent: true }
    const run = await on.run()
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('SageMaker went back to') })
    expect(await on.serves()).toBe(serving)
    expect(await on.champion()).toBe(champion)
    expect(await latest()).toMatchObject({ phase: 'rolled-back' })
    expect(await on.notices()).toEqual([expect.objectContaining({ what: 'silent rollback' })])
  })
})
