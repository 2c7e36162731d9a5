import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { event } from '#test/support/event.ts'
import { type LineUnderTest, openWorld, type World } from './world.ts'

type Handler = (event: unknown, context: Context) => Promise<any>

let world: World
let wakes: Handler
let sweeps: Handler
beforeAll(async () => {
  world = await openWorld(1)
  wakes = (await import('../../../functions/admit-waiting.ts')).handler as unknown as Handler
  sweeps = (await import('../../../functions/sweep-leases.ts')).handler as unknown as Handler
})
afterAll(() => world.close())

const context = {} as Context
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

/** A file that has waited out its quiet period, with the wake-up claimed that is due for it. */
async function due(overdueSeconds: number) {
  const line = await world.line({ quietPeriodSeconds: 60 })
  const wakeAt = ago(overdueSeconds)
  await world.ledger.keepTrigger(line.file('a'), ago(overdueSeconds + 61))
  await world.ledger.claimWake(line.model, wakeAt, ago(86_400))
  return { line, wakeAt }
}

function message({ model }: LineUnderTest, wakeAt: string, copies: number) {
  const batch = event('sqs/wake')
  const [record] = batch.Records
  batch.Records = Array.from({ length: copies }, (_, index) => ({
    ...record,
    messageId: `message-${index}`,
    body: JSON.stringify({ model, at: wakeAt }),
  }))
  return batch
}

describe('a wake-up', () => {
  it('that is delivered twice in a batch and once more later starts one run', async () => {
    const { line, wakeAt } = await due(5)
    expect(await wakes(message(line, wakeAt, 2), context)).toEqual({ batchItemFailures: [] })
    await wakes(message(line, wakeAt, 1), context)
    await line.isSound([line.file('a')])
    expect((await line.executions()).all).toHaveLength(1)
  })

  it('that is lost is made good by the sweeper, once it is overdue', async () => {
    const soon = await due(5)
    const lost = await due(120)
    await sweeps(event('scheduler/sweep'), context)
    expect((await soon.line.executions()).all).toEqual([])
    await lost.line.isSound([lost.line.file('a')])
    await sweeps(event('scheduler/sweep'), context)
    expect((await lost.line.executions()).all).toHaveLength(1)
  })

  it.each(['before', 'after'] as const)(
    'whose function dies %s any call is made good by its next delivery',
    async (moment) => {
      for (let call = 1; ; call++) {
        const { line, wakeAt } = await due(5)
        world.wire.dieAt(call, moment)
        const { batchItemFailures } = await wakes(message(line, wakeAt, 1), context)
        if (!(await world.wire.revive())) return expect(call).toBeGreaterThan(8)
        expect(batchItemFailures).toHaveLength(1)
        await wakes(message(line, wakeAt, 1), context)
        await world.sweepLine(line.model, new Date(Date.now() + 60_000).toISOString())
        await line.isSound([line.file('a')])
        expect((await line.executions()).all).toHaveLength(1)
      }
    },
  )
})
