import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdmissionPolicy } from '#shared/domain/admit-trigger.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { type Backend, openBackend } from './backend.ts'

let backend: Backend
let ledger: typeof import('#shared/aws/ledger.ts')
let acts: typeof import('#shared/acts/receive-trigger.ts') &
  typeof import('#shared/acts/admit-waiting.ts') &
  typeof import('#shared/acts/close-run.ts') &
  typeof import('#shared/acts/sweep-line.ts')

beforeAll(async () => {
  backend = await openBackend()
  ledger = await import('#shared/aws/ledger.ts')
  acts = {
    ...(await import('#shared/acts/receive-trigger.ts')),
    ...(await import('#shared/acts/admit-waiting.ts')),
    ...(await import('#shared/acts/close-run.ts')),
    ...(await import('#shared/acts/sweep-line.ts')),
  }
})
afterAll(() => backend.close())

let lines = 0
let model: string
beforeEach(() => {
  model = `line-${++lines}`
})

const noon = Date.parse('2026-03-04T12:00:00.000Z')
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString()

async function apply(policy: Partial<AdmissionPolicy> = {}) {
  await ledger.putInForce(model, {
    version: '0001-aaaaaaaa',
    count: 1,
    contentHash: 'a',
    policy: {
      on: ['data', 'schedule'],
      quietPeriodSeconds: 0,
      startWithinSeconds: 86_400,
      cooldownSeconds: 0,
      atMostPerDay: 10,
      ...policy,
    },
  })
}

const file = (name: string, seconds = 0) =>
  trigger('data', model, at(seconds), { bucket: 'bucket', key: `data/${model}/${name}`, sequencer: name })
const request = (idempotencyKey: string, seconds = 0) => trigger('api', model, at(seconds), { idempotencyKey })

const runs = async () => Object.keys(await backend.executions()).filter((name) => name.startsWith(`${model}-`))
const decisions = async () =>
  (await ledger.listDecisions(model, 1000)).map(({ decision, rule }) => `${decision}: ${rule}`)

describe('a trigger', () => {
  it('starts a run under a lease, and is settled by it', async () => {
    await apply()
    const { decision, run } = await acts.receiveTrigger(file('a'), at(0))
    expect(decision).toBe('start')
    expect(await runs()).toEqual([run])
    const line = await ledger.readLine(model)
    expect(line?.lease).toMatchObject({ run, executionArn: expect.stringContaining(run!) })
    expect(await ledger.waitingTriggers(model)).toEqual([])
    expect(await ledger.readRun(model, run!)).toMatchObject({ status: 'running', files: [`data/${model}/a`] })
    expect(await decisions()).toEqual(['start: nothing-in-the-way'])
  })

  it('that is delivered again, at once or later, starts nothing more', async () => {
    await apply()
    const answers = await Promise.all([1, 2, 3, 4].map(() => acts.receiveTrigger(file('a'), at(0))))
    const late = await acts.receiveTrigger(file('a'), at(3600))
    expect(await runs()).toHaveLength(1)
    expect(late).toMatchObject({ decision: 'start', rule: 'delivered-before' })
    expect(answers.map(({ decision }) => decision)).toContain('start')
    await acts.closeRun({ model, run: late.run!, status: 'SUCCEEDED', at: at(3700) }, at(3700))
    expect(await runs()).toHaveLength(1)
  })

  it('for a model line that nobody applied is settled with a reason', async () => {
    const answer = await acts.receiveTrigger(file('a'), at(0))
    expect(answer).toMatchObject({ decision: 'ignore', rule: 'unknown-model' })
    expect(await ledger.waitingTriggers(model)).toEqual([])
    expect(await decisions()).toEqual(['ignore: unknown-model'])
  })

  it('of a kind that the manifest does not name is ignored, and a thousand of them make one record', async () => {
    await apply({ on: ['schedule'] })
    for (const name of ['a', 'b', 'c']) await acts.receiveTrigger(file(name), at(0))
    expect(await decisions()).toEqual(['ignore: not-asked-for'])
    expect(await runs()).toEqual([])
  })

  it('never starts a second run beside the first, however many come at once', async () => {
    await apply()
    const triggers = Array.from({ length: 20 }, (_, index) => request(`k${index}`, -index))
    await Promise.all(triggers.map((one) => acts.receiveTrigger(one, at(0))))
    expect(await runs()).toHaveLength(1)
  })

  it('finds the lease taken when another one was faster', async () => {
    await apply()
    const lease = async (run: string) =>
      ledger.takeLease((await ledger.readLine(model))!, { run, takenAt: at(0) }, undefined)
    const taken = await Promise.all(['one', 'two', 'three'].map(lease))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })
})

describe('many files', () => {
  it('within the quiet period make one wake-up and one run', async () => {
    await apply({ quietPeriodSeconds: 300 })
    const before = (await backend.wakes()).delayed
    const names = Array.from({ length: 300 }, (_, index) => `part-${index}`)
    for (const [index, name] of names.entries()) await acts.receiveTrigger(file(name, index / 10), at(index / 10))
    expect((await backend.wakes()).delayed - before).toBe(1)
    expect(await decisions()).toEqual(['wait: quiet-period'])

    await ledger.clearWake(model, (await ledger.readLine(model))!.wakeAt!)
    await acts.admitWaiting(model, at(301))
    expect(await runs()).toEqual([])
    await acts.admitWaiting(model, at(330))
    expect(await runs()).toHaveLength(1)
    const [run] = await ledger.listRuns(model, 10)
    expect(run).toMatchObject({ triggerCount: 300 })
    expect(await ledger.waitingTriggers(model)).toEqual([])
  })

  it('cost one write and one read each while a wake-up is under way', async () => {
    await apply({ quietPeriodSeconds: 300 })
    await acts.receiveTrigger(file('first'), at(0))
    expect((await backend.ledgerCalls(() => acts.receiveTrigger(file('next', 1), at(1)))).sort()).toEqual([
      'GetItem',
      'PutItem',
    ])
  })

  it('that the run on took along are not said to wait for the next one', async () => {
    await apply()
    await ledger.keepTrigger(file('a'), at(0))
    await ledger.takeLease(
      (await ledger.readLine(model))!,
      { run: 'r', takenAt: at(1), executionArn: 'arn' },
      undefined,
    )
    await acts.admitWaiting(model, at(2))
    expect(await decisions()).toEqual([])
  })

  it('while a run is on cost one record, and start one run after it', async () => {
    await apply()
    const { run } = await acts.receiveTrigger(request('first'), at(0))
    for (const name of ['a', 'b', 'c']) await acts.receiveTrigger(file(name, 10), at(10))
    expect(await runs()).toEqual([run])
    expect(await decisions()).toEqual(['coalesce: single-flight', 'start: explicit-request'])
    await acts.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(60) }, at(60))
    expect(await runs()).toHaveLength(2)
    expect(await ledger.waitingTriggers(model)).toEqual([])
  })
})

describe('after a run', () => {
  it('the lease is freed only by that run’s end', async () => {
    await apply()
    const { run } = await acts.receiveTrigger(request('one'), at(0))
    await acts.closeRun({ model, run: 'another-run', status: 'SUCCEEDED', at: at(5) }, at(5))
    expect((await ledger.readLine(model))?.lease?.run).toBe(run)
    await acts.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(6) }, at(6))
    expect((await ledger.readLine(model))?.lease).toBeUndefined()
  })

  it('a late second report of its end does not take the next run’s lease away', async () => {
    await apply()
    const first = await acts.receiveTrigger(request('one'), at(0))
    await acts.closeRun({ model, run: first.run!, status: 'SUCCEEDED', at: at(5) }, at(5))
    const second = await acts.receiveTrigger(request('two', 6), at(6))
    await acts.closeRun({ model, run: first.run!, status: 'SUCCEEDED', at: at(5) }, at(7))
    expect((await ledger.readLine(model))?.lease?.run).toBe(second.run)
  })

  it('that was stopped from outside, its end is recorded with a reason', async () => {
    await apply()
    const { run } = await acts.receiveTrigger(request('one'), at(0))
    await acts.closeRun({ model, run: run!, status: 'ABORTED', at: at(5) }, at(5))
    expect(await ledger.readRun(model, run!)).toMatchObject({
      status: 'failed',
      reason: 'somebody stopped the run',
      endedAt: at(5),
    })
  })

  it('events wait out the cooldown and the day’s cap, and a person does not', async () => {
    await apply({ cooldownSeconds: 600, atMostPerDay: 1 })
    const first = await acts.receiveTrigger(file('a'), at(0))
    await acts.closeRun({ model, run: first.run!, status: 'SUCCEEDED', at: at(60) }, at(60))
    const cooling = await acts.receiveTrigger(file('b', 70), at(70))
    expect(cooling).toMatchObject({ decision: 'wait', rule: 'daily-cap', until: '2026-03-05T00:00:00.000Z' })
    const asked = await acts.receiveTrigger(request('now', 80), at(80))
    expect(asked).toMatchObject({ decision: 'start', rule: 'explicit-request' })
    expect(await ledger.waitingTriggers(model)).toEqual([])
  })
})

describe('a crash', () => {
  it('between lease and start is healed by the next delivery, with the same run', async () => {
    await apply()
    const one = file('a')
    await ledger.keepTrigger(one, at(0))
    const { runIdFor } = await import('#shared/domain/names.ts')
    const run = runIdFor(model, [one])
    await ledger.takeLease((await ledger.readLine(model))!, { run, takenAt: at(0) }, undefined)
    await acts.receiveTrigger(one, at(60))
    expect(await runs()).toEqual([run])
    expect((await ledger.readLine(model))?.lease?.executionArn).toBeDefined()
    expect(await ledger.waitingTriggers(model)).toEqual([])
  })

  it('between lease and start is healed by the sweeper, and what came later waits for the next run', async () => {
    await apply()
    const one = file('a')
    await ledger.keepTrigger(one, at(0))
    await ledger.takeLease(
      (await ledger.readLine(model))!,
      { run: `${model}-20260304t120000-00000000`, takenAt: at(1) },
      undefined,
    )
    await ledger.keepTrigger(file('b', 20), at(20))
    await acts.sweepLine(model, at(300))
    expect(await runs()).toEqual([`${model}-20260304t120000-00000000`])
    expect((await ledger.waitingTriggers(model)).map(({ arrivedAt }) => arrivedAt)).toEqual([at(20)])
    expect(await decisions()).toContain('repaired: sweep')
  })

  it('between trigger and decision is healed by the sweeper', async () => {
    await apply()
    await ledger.keepTrigger(file('a'), at(0))
    await acts.sweepLine(model, at(300))
    expect(await runs()).toHaveLength(1)
  })

  it('between claim and message is healed by the sweeper once the wake-up is overdue', async () => {
    await apply({ quietPeriodSeconds: 60 })
    await ledger.keepTrigger(file('a'), at(0))
    await ledger.claimWake(model, at(60), at(-60))
    await acts.sweepLine(model, at(90))
    expect(await runs()).toEqual([])
    await acts.sweepLine(model, at(200))
    expect(await runs()).toHaveLength(1)
  })
})

describe('a lost event', () => {
  it('of a run’s end is made good by the sweeper', async () => {
    await apply()
    const { run } = await acts.receiveTrigger(file('a'), at(0))
    const executionArn = backend.machine.replace(':stateMachine:', ':execution:').concat(`:${run}`)
    await backend.kernel.call('stepfunctions', 'StopExecution', { executionArn }, backend.kernel.root)
    await acts.receiveTrigger(file('b', 5), at(5))
    await acts.sweepLine(model, at(300))
    expect(await ledger.readRun(model, run!)).toMatchObject({ status: 'failed' })
    expect(await runs()).toHaveLength(2)
  })

  it('does not make the sweeper touch a run that goes on', async () => {
    await apply()
    const { run } = await acts.receiveTrigger(file('a'), at(0))
    await acts.sweepLine(model, at(3600))
    expect((await ledger.readLine(model))?.lease?.run).toBe(run)
    expect(await decisions()).toEqual(['start: nothing-in-the-way'])
  })
})

describe('a trigger that comes while a rollout is on', () => {
  const rollout = () => ledger.readRollout(model, `${run}-1`)
  let run: string
  const begin = async (policy: Partial<AdmissionPolicy>) => {
    await apply(policy)
    run = (await acts.receiveTrigger(file('a'), at(0))).run!
    await ledger.takeRolloutLease(model, { rollout: `${run}-1`, takenAt: at(1), executionArn: 'arn' }, at(1))
    const challenger = { modelName: 'm', configName: 'c' }
    const state = {
      phase: 'shifting' as const,
      weight: 10,
      step: 0,
      failedChecks: 0,
      stepSince: at(1),
      startedAt: at(1),
    }
    await ledger.keepRollout({ model, rollout: `${run}-1`, type: 'judged', challenger, ...state })
  }

  it('ends it where the manifest lets a newer one supersede', async () => {
    await begin({ supersede: true })
    await acts.receiveTrigger(file('b', 2), at(2))
    expect((await rollout())?.asked).toMatchObject({ what: 'supersede', by: 'admission' })
    expect(await ledger.askRollout(model, `${run}-1`, { what: 'promote', by: 'me', reason: '', at: at(3) })).toBe(false)
  })

  it('waits for it otherwise', async () => {
    await begin({})
    await acts.receiveTrigger(file('b', 2), at(2))
    expect((await rollout())?.asked).toBeUndefined()
  })

  it('is followed by a way back when its run ended before it did, and the endpoint is free for that', async () => {
    await begin({})
    await acts.closeRun({ model, run, status: 'ABORTED', at: at(5) }, at(5))
    await acts.closeRun({ model, run, status: 'ABORTED', at: at(5) }, at(6))
    const ways = Object.entries(await backend.executions('rollback')).filter(([name]) => name.startsWith(`${model}-`))
    expect(ways).toEqual([[expect.stringMatching(/-back$/), 'RUNNING']])
    expect((await ledger.readLine(model))?.rolloutLease).toBeUndefined()
    expect(await rollout()).toMatchObject({ phase: 'failed', endedAt: at(5) })
  })

  it('finds the endpoint free again once its execution is gone', async () => {
    await apply()
    const executionArn = backend.machine.replace(':stateMachine:', ':execution:').concat(':gone')
    await ledger.takeRolloutLease(model, { rollout: 'r-back', takenAt: at(0), executionArn }, at(0))
    expect(await ledger.takeRolloutLease(model, { rollout: 'other', takenAt: at(1), executionArn }, at(1))).toBe(false)
    await acts.sweepLine(model, at(10))
    expect((await ledger.readLine(model))?.rolloutLease).toBeUndefined()
    expect(await decisions()).toContain('repaired: sweep')
  })
})
