import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  // As the functions run: the SDK tries a call again whose answer it did not get.
  world = await openWorld(3)
})
afterAll(() => world.close())

describe('at the same time', () => {
  it('triggers, their duplicates, reports of ends and sweeps leave one run at once and every trigger with one run', async () => {
    for (let round = 0; round < 12; round++) {
      const line = await world.line()
      const { model } = line
      const { run } = await world.receiveTrigger(line.file('first'), at(0))
      await line.deploys(run!, 10)
      const files = Array.from({ length: 5 }, (_, index) => line.file(`f${index}`, 10 + index))
      const asked = line.request('k', 9)
      const end = () => world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(10) }, at(11))
      const acts = [
        end,
        end,
        ...[...files, ...files, asked, asked].map(
          (one, index) => () => world.receiveTrigger(one, at(11 + (index % 3))),
        ),
        () => world.admitWaiting(model, at(12)),
        () => world.sweepLine(model, at(13)),
      ]
      // Another order each round: a step that shares no factor with the number of acts visits all of them.
      const order = acts.map((_, index) => acts[(index * 7 + round) % acts.length]!)
      await Promise.all(order.map((act) => act()))
      expect((await line.executions()).running.length).toBeLessThanOrEqual(1)
      await line.drains(600)
      await line.isSound([line.file('first'), ...files, asked])
    }
  })

  it('two admissions take different sets along, and the one that is refused takes the rest', async () => {
    for (let round = 0; round < 12; round++) {
      const line = await world.line()
      const [one, two] = [line.file('one', 1), line.request('two', 2)]
      await Promise.all([world.receiveTrigger(one, at(3)), world.receiveTrigger(two, at(3 + (round % 2)))])
      await line.drains(600)
      await line.isSound([one, two])
    }
  })
})

describe('an admission that read what waits, and then was slow', () => {
  it('starts nothing for a trigger whose run has come and gone, and loses none that came since', async () => {
    const line = await world.line()
    const { model } = line
    const [early, late] = [line.file('early', 0), line.file('late', 50)]
    await world.ledger.keepTrigger(early, at(0))
    const lease = world.wire.hold(/SET lease = :lease/)
    const slow = world.receiveTrigger(early, at(1))
    await lease.reached
    const { run } = await world.receiveTrigger(early, at(2))
    await line.deploys(run!, 30)
    await world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(30) }, at(31))
    await world.ledger.keepTrigger(late, at(50))
    lease.release()
    expect(await slow).toMatchObject({ decision: 'start', run })
    await line.drains(600)
    await line.isSound([early, late])
    expect((await line.executions()).all).toHaveLength(2)
  })

  it('does not mix a trigger whose run has come and gone with one that came since', async () => {
    const line = await world.line()
    const { model } = line
    const [early, late] = [line.file('early', 0), line.file('late', 50)]
    await world.ledger.keepTrigger(early, at(0))
    const listing = world.wire.hold(/"IndexName":"byTime"/)
    const slow = world.receiveTrigger(early, at(1))
    await listing.reached
    const { run } = await world.receiveTrigger(early, at(2))
    await line.deploys(run!, 30)
    await world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(30) }, at(31))
    await world.ledger.keepTrigger(late, at(50))
    listing.release()
    await slow
    await line.drains(600)
    await line.isSound([early, late])
    const second = await world.ledger.readRun(model, (await line.executions()).all[1]!)
    expect(second?.triggers).toEqual([late.id])
  })

  it('of an index that lags behind, gives the lease back and leaves what came since for a run of its own', async () => {
    const line = await world.line()
    const { model } = line
    const [early, late] = [line.file('early', 0), line.file('late', 50)]
    const { run } = await world.receiveTrigger(early, at(0))
    await line.deploys(run!, 30)
    await world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(30) }, at(31))
    const lagging = { trigger: early, status: 'waiting' as const, arrivedAt: at(0) }
    await world.ledger.keepTrigger(late, at(50))
    await world.admitWaiting(model, at(50), { own: lagging })
    await line.drains(600)
    await line.isSound([early, late])
    expect((await world.ledger.readLine(model))?.lastRunEndedAt).toBe(at(30))
  })
})

describe('a report of a run’s end', () => {
  it('that comes before the lease is confirmed settles what the run took along, and frees the lease', async () => {
    const line = await world.line()
    const { model } = line
    const confirmation = world.wire.hold(/SET lease\.executionArn/)
    const starting = world.receiveTrigger(line.file('a'), at(0))
    await confirmation.reached
    const [run] = (await line.executions()).all
    await line.deploys(run!, 1)
    await world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(1) }, at(2))
    confirmation.release()
    await starting
    await line.isSound([line.file('a')])
    expect((await world.ledger.readLine(model))?.lease).toBeUndefined()
  })

  it('that comes three times at once and once more later starts the next run once', async () => {
    const line = await world.line()
    const { model } = line
    const { run } = await world.receiveTrigger(line.file('a'), at(0))
    await world.receiveTrigger(line.file('b', 5), at(5))
    await line.deploys(run!, 10)
    const ended = (seconds: number) =>
      world.closeRun({ model, run: run!, status: 'SUCCEEDED', at: at(10) }, at(seconds))
    await Promise.all([ended(11), ended(11), ended(12)])
    await ended(500)
    await line.isSound([line.file('a'), line.file('b', 5)])
    expect((await line.executions()).all).toHaveLength(2)
  })
})

describe('an answer that is lost', () => {
  it('on any call, and whose call the SDK makes again, changes nothing about a start', async () => {
    for (let call = 1; ; call++) {
      const line = await world.line()
      world.wire.loseAnswerOf(call)
      const { decision } = await world.receiveTrigger(line.file('a'), at(0))
      if (!(await world.wire.revive())) return expect(call).toBeGreaterThan(8)
      expect(decision, `call ${call}`).toBe('start')
      await line.isSound([line.file('a')])
      expect((await line.executions()).all).toHaveLength(1)
    }
  })
})
