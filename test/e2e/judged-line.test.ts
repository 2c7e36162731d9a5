import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RolledLine } from './rollouts/rolled-line.ts'

// From a manifest over data that lands to the recorded run: a model line whose challengers are judged beside its champion.

const MINUTE = 60_000
const on = new RolledLine()
const limits = { errorRate: 0.1, p50: 5, p99: 100 }
const rollout = {
  type: 'judged',
  judged: { weights: [20, 50], shadow: '2m', minimumRequests: 50, limits },
  watchFor: '5m',
}

beforeAll(async () => {
  await on.start()
  await on.apply({ guard: { periods: 1, p99Milliseconds: 500 }, rollout })
}, 300_000)
afterAll(() => on.stop())

const leases = async () => {
  const { lease, rolloutLease } = await on.item()
  return { lease, rolloutLease }
}
const free = { lease: undefined, rolloutLease: undefined }
const decided = async () =>
  (await on.decisions()).filter(({ subject }) => subject === 'rollout').map(({ decision }) => decision)

describe('a line with judged rollouts', { timeout: 120_000 }, () => {
  it('takes its first version at once, since there is nobody to judge it by', async () => {
    expect(await on.run()).toMatchObject({ status: 'deployed', version: 1 })
    expect(await on.rollouts()).toMatchObject([{ type: 'all-at-once', phase: 'watching' }])
  })

  it('brings a good challenger through shadow and weights to all requests, of which none fails', async () => {
    const weights = new Set<number>()
    const run = await on.run({}, { during: async () => weights.add((await on.rollouts())[0]!.weight) })
    expect(run).toMatchObject({ status: 'deployed', version: 2 })
    expect([...weights].slice(-3)).toEqual([0, 20, 50])
    expect(on.failed).toEqual({})
    const [latest] = await on.rollouts()
    expect(latest).toMatchObject({ type: 'judged', phase: 'watching', weight: 100, step: 1 })
    expect(await on.serves()).toBe(`${latest!.challenger.configName} main`)
    expect(await on.versions()).toEqual(['2 serving', '1 retired'])
    expect((await decided()).slice(0, 4)).toEqual(['finish', 'shift', 'shift', 'shadow'])
    expect(await leases()).toEqual(free)
    expect(await on.notices()).toEqual([])
  })

  it('keeps it once its watch is over, and its alarms go', async () => {
    expect(await on.alarms()).toHaveLength(2)
    await on.pass(11 * MINUTE)
    expect((await on.rollouts())[0]).toMatchObject({ phase: 'kept' })
    expect(await on.alarms()).toEqual([])
  })

  it('takes a bad one back by its numbers: the champion has everything, and the ledger and those on call know why', async () => {
    const serving = await on.serves()
    const run = await on.run({ failsOn: '1' })
    expect(run).toMatchObject({ status: 'refused', reason: expect.stringMatching(/^errors: of \d+ requests/) })
    expect(await on.serves()).toBe(serving)
    expect(await on.champion()).toBe(2)
    expect(await on.versions()).toEqual(['3 approved', '2 serving', '1 retired'])
    const [latest] = await on.rollouts()
    expect(latest).toMatchObject({ type: 'judged', phase: 'rolled-back', weight: 0, reason: run.reason })
    const [told] = (await on.decisions()).filter(({ decision }) => decision === 'rolled back')
    expect(told).toMatchObject({ subject: 'rollout', rule: 'worse', evidence: { verdict: 'fail' } })
    expect(await on.notices()).toEqual([expect.objectContaining({ what: 'rolled back', reason: run.reason })])
    expect(await leases()).toEqual(free)
    expect(await on.alarms()).toEqual([])
    // Mirrored, it failed nobody.
    expect(on.failed).toEqual({})
    expect((await on.stock()).map(({ name }) => name)).not.toContain(latest!.challenger.modelName)
  })

  it('leaves no config of a rollout behind for more than a day, but those of versions that served', async () => {
    const served = (await on.rollouts()).flatMap(({ phase, challenger }) =>
      phase === 'kept' ? challenger.configName : [],
    )
    const others = (await on.stock()).filter(({ kind, name }) => kind === 'endpoint-config' && !served.includes(name))
    expect(others.map(({ name }) => name.replace(/.*-(?=\w+-1$)/, '')).sort()).toEqual(['judged-1', 'shadow-1'])
    for (const { until } of others) expect(Date.parse(until!) - on.clock.now()).toBeLessThanOrEqual(24 * 60 * MINUTE)
  })
})
