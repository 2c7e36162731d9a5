import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Moment } from './unreliable-wire.ts'
import { at, type LineUnderTest, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(1)
})
afterAll(() => world.close())

interface Scenario {
  /** Fewer calls than this, and the test looks at nothing. */
  leastCalls: number
  open(): Promise<LineUnderTest>
  act(line: LineUnderTest): Promise<unknown>
  heal(line: LineUnderTest): Promise<unknown>
  check(line: LineUnderTest, call: number): Promise<unknown>
}

/** Has the act die on its first call, then on its second, and so on until it comes through; heals and checks each. */
async function diesAnywhere(moment: Moment, { leastCalls, open, act, heal, check }: Scenario): Promise<void> {
  for (let call = 1; ; call++) {
    const line = await open()
    world.wire.dieAt(call, moment)
    const died = await act(line).then(
      () => false,
      () => true,
    )
    const struck = await world.wire.revive()
    if (!struck) return expect(call).toBeGreaterThan(leastCalls)
    expect(died, `call ${call} was answered by nobody, and the act went on`).toBe(true)
    await heal(line)
    await check(line, call)
  }
}

/** Two rounds: the first finishes a start, the second finds what that left. */
async function sweep({ model }: LineUnderTest): Promise<void> {
  await world.sweepLine(model, at(600))
  await world.sweepLine(model, at(900))
}

describe.each(['before', 'after'] as const)('a function that dies %s a call takes effect', (moment) => {
  describe('while it starts a run', () => {
    const start = (line: LineUnderTest, seconds: number) => world.receiveTrigger(line.file('a'), at(seconds))
    const check = async (line: LineUnderTest) => {
      await line.isSound([line.file('a')])
      expect((await line.executions()).all).toHaveLength(1)
    }
    const scenario = { leastCalls: 8, open: () => world.line(), act: (line: LineUnderTest) => start(line, 0), check }

    it('is made good by the next delivery of its event', () =>
      diesAnywhere(moment, { ...scenario, heal: (line) => start(line, 60) }))

    it('is made good by the sweeper', () =>
      diesAnywhere(moment, {
        ...scenario,
        // What was not written down at all, the next delivery brings; there is nothing to sweep.
        heal: async (line) => {
          await world.ledger.keepTrigger(line.file('a'), at(0))
          await sweep(line)
        },
      }))

    it('is made good though the run ended at once, and what came meanwhile starts the next one', () =>
      diesAnywhere(moment, {
        ...scenario,
        heal: async (line) => {
          const [run] = (await line.executions()).all
          await world.receiveTrigger(line.file('b', 5), at(5))
          if (run) {
            await line.deploys(run, 6)
            await world.closeRun({ model: line.model, run, status: 'SUCCEEDED', at: at(6) }, at(7))
          }
          await start(line, 60)
          await world.receiveTrigger(line.file('b', 5), at(61))
          await line.drains(600)
        },
        check: async (line) => {
          await line.isSound([line.file('a'), line.file('b', 5)])
          expect((await line.executions()).running).toHaveLength(1)
        },
      }))
  })

  describe('while it lets a run wait', () => {
    const act = (line: LineUnderTest, seconds: number) => world.receiveTrigger(line.file('a'), at(seconds))
    it('is made good by the next delivery, or by the sweeper once the wake-up is overdue', () =>
      diesAnywhere(moment, {
        leastCalls: 4,
        open: () => world.line({ quietPeriodSeconds: 120 }),
        act: (line) => act(line, 0),
        heal: async (line) => {
          await act(line, 60)
          expect((await line.executions()).all).toEqual([])
          await sweep(line)
        },
        check: async (line) => {
          await line.isSound([line.file('a')])
          expect((await line.executions()).all).toHaveLength(1)
        },
      }))
  })

  describe('while it answers a run’s end with another trigger waiting', () => {
    const ended = async (line: LineUnderTest, seconds: number) => {
      const run = (await line.executions()).all[0]!
      await world.closeRun({ model: line.model, run, status: 'ABORTED', at: at(20) }, at(seconds))
    }
    const scenario: Omit<Scenario, 'heal'> = {
      leastCalls: 14,
      async open() {
        const line = await world.line()
        const { run } = await world.receiveTrigger(line.file('a'), at(0))
        await world.receiveTrigger(line.file('b', 10), at(10))
        const Key = `runs/${line.model}/${run}/prepared/train.csv`
        await world.backend.kernel.call(
          's3',
          'PutObject',
          { Bucket: 'bucket', Key, Body: Buffer.from('1') },
          world.backend.kernel.root,
        )
        await line.stops(run!)
        return line
      },
      act: (line) => ended(line, 20),
      async check(line) {
        await line.isSound([line.file('a'), line.file('b', 10)])
        const { all, running } = await line.executions()
        expect([all.length, running]).toEqual([2, [all[1]]])
        expect(await world.ledger.readRun(line.model, all[0]!)).toMatchObject({
          status: 'failed',
          endedAt: expect.any(String),
        })
        const decisions = await world.ledger.listDecisions(line.model, 100)
        expect(decisions.filter(({ rule, run }) => rule === 'execution-ended' && run === all[0])).toHaveLength(1)
      },
    }

    it('is made good by the next delivery of the event', () =>
      diesAnywhere(moment, {
        ...scenario,
        heal: (line) => ended(line, 80),
        async check(line, call) {
          await scenario.check(line, call)
          const input = { Bucket: 'bucket', Prefix: `runs/${line.model}/` }
          const { KeyCount } = await world.backend.kernel.call('s3', 'ListObjectsV2', input, world.backend.kernel.root)
          expect(KeyCount).toBe(0)
        },
      }))

    it('is made good by the sweeper', () => diesAnywhere(moment, { ...scenario, heal: sweep }))
  })

  describe('while a person’s request takes what waits along', () => {
    it('is made good by the same request', () =>
      diesAnywhere(moment, {
        leastCalls: 8,
        async open() {
          const line = await world.line({ quietPeriodSeconds: 600 })
          await world.receiveTrigger(line.file('a'), at(0))
          return line
        },
        act: (line) => world.receiveTrigger(line.request('k', 5), at(5)),
        heal: (line) => world.receiveTrigger(line.request('k', 5), at(60)),
        check: async (line) => {
          await line.isSound([line.file('a'), line.request('k', 5)])
          expect((await line.executions()).all).toHaveLength(1)
        },
      }))
  })

  describe('while it sweeps', () => {
    it('is made good by the next sweep', () =>
      diesAnywhere(moment, {
        leastCalls: 8,
        async open() {
          const line = await world.line()
          await world.ledger.keepTrigger(line.file('a'), at(0))
          return line
        },
        act: (line) => world.sweepLine(line.model, at(300)),
        heal: sweep,
        check: async (line) => {
          await line.isSound([line.file('a')])
          expect((await line.executions()).all).toHaveLength(1)
        },
      }))
  })
})
