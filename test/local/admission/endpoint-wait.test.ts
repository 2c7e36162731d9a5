import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { event } from '#test/support/event.ts'
import { waitingTask } from './waiting-task.ts'
import { openWorld, type World } from './world.ts'

type Handler = (event: unknown, context: Context) => Promise<unknown>

let world: World
let waits: Handler
let changes: Handler
let sweeps: Handler
beforeAll(async () => {
  world = await openWorld(1)
  waits = (await import('../../../functions/await-endpoint.ts')).handler as unknown as Handler
  changes = (await import('../../../functions/on-endpoint-changed.ts')).handler as unknown as Handler
  sweeps = (await import('../../../functions/sweep-leases.ts')).handler as unknown as Handler
})
afterAll(() => world.close())

const context = {} as Context
let tasks = 0

/** An execution that waits for an endpoint which is gone: SageMaker says so, whoever asks and whenever. */
async function deploying() {
  const endpointName = `trimtab-test-e${++tasks}`
  const task = await waitingTask(world.backend.kernel, `endpoint-${tasks}`)
  const since = new Date().toISOString()
  const { taskToken } = task
  const wait = { taskToken, endpointName, configName: 'config', since }
  const kept = { ...wait, until: new Date(Date.parse(since) + 60_000).toISOString() }
  const changed = event('sagemaker/endpoint-in-service')
  changed.detail.EndpointName = endpointName
  return {
    endpointName,
    kept,
    waits: () => waits({ ...wait, withinSeconds: 60 }, context),
    changes: () => changes(changed, context),
    isTold: async () => {
      await vi.waitFor(
        async () => expect(await task.outcome()).toMatchObject({ status: 'FAILED', error: 'EndpointFailed' }),
        10_000,
      )
      expect(await world.ledger.readWait(endpointName)).toBeUndefined()
    },
  }
}

describe('an execution that waits for an endpoint', () => {
  it('is told though the event came before it waited', async () => {
    const one = await deploying()
    await one.changes()
    await one.waits()
    await one.isTold()
  })

  it('is told by the sweeper when the event got lost', async () => {
    const one = await deploying()
    await world.ledger.putWait(one.kept)
    await sweeps(event('scheduler/sweep'), context)
    await one.isTold()
  })

  it('is told once by three events at once', async () => {
    const one = await deploying()
    await world.ledger.putWait(one.kept)
    await Promise.all([one.changes(), one.changes(), one.changes()])
    await one.changes()
    await one.isTold()
  })

  it('is not forgotten by a late answer to the wait before it', async () => {
    const one = await deploying()
    await world.ledger.putWait(one.kept)
    const removal = world.wire.hold(/taskToken = :taskToken/)
    const late = one.changes()
    await removal.reached
    await world.ledger.putWait({ ...one.kept, taskToken: 'the next token' })
    removal.release()
    await late
    expect(await world.ledger.readWait(one.endpointName)).toMatchObject({ taskToken: 'the next token' })
    await world.ledger.removeWait({ ...one.kept, taskToken: 'the next token' })
  })

  it.each(['before', 'after'] as const)(
    'is told by the event’s next delivery when a function dies %s any call',
    async (moment) => {
      for (let call = 1; ; call++) {
        const one = await deploying()
        await world.ledger.putWait(one.kept)
        world.wire.dieAt(call, moment)
        await one.changes().catch(() => {})
        if (!(await world.wire.revive())) return expect(call).toBeGreaterThan(4)
        await one.changes()
        await one.isTold()
      }
    },
  )
})
