import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { event } from '#test/support/event.ts'
import { waitingTask } from './waiting-task.ts'
import { at, type LineUnderTest, openWorld, type World } from './world.ts'

let world: World
let handler: (event: unknown, context: Context) => Promise<any>
beforeAll(async () => {
  world = await openWorld(1)
  handler = (await import('../../../functions/answer-approval.ts')).handler as unknown as typeof handler
})
afterAll(() => world.close())

let tasks = 0

/** A run that waits for a person. */
async function awaiting() {
  const line = await world.line()
  const { model } = line
  const { run } = await world.receiveTrigger(line.file('a'), at(0))
  const task = await waitingTask(world.backend.kernel, `approval-${++tasks}`)
  const { taskToken } = task
  await world.ledger.putApproval({ model, run: run!, taskToken, requestedAt: at(1), expiresAt: at(3600) })
  await world.ledger.changeRun(model, run!, { status: 'awaiting-approval' })
  return { line, run: run!, task }
}

async function answer({ model }: LineUnderTest, run: string, approve: boolean) {
  const request = event('apigateway/request-run')
  request.pathParameters = { name: model, run }
  request.body = JSON.stringify({ approve, reason: 'looked at it' })
  const { statusCode, body } = await handler(request, { awsRequestId: 'r' } as Context)
  return { status: statusCode, body: JSON.parse(body) }
}

const decided = async ({ model }: LineUnderTest) =>
  (await world.ledger.listDecisions(model, 100)).filter(({ subject }) => subject === 'approval')

describe('an approval', () => {
  it('given twice at once resumes the run once, and both are told that it is approved', async () => {
    const { line, run, task } = await awaiting()
    const answers = await Promise.all([answer(line, run, true), answer(line, run, true)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    await vi.waitFor(
      async () => expect(await task.outcome()).toMatchObject({ status: 'SUCCEEDED', output: { approve: true } }),
      10_000,
    )
    expect(await decided(line)).toHaveLength(1)
  })

  it('and a rejection at once: the first stands, and the other one is told so', async () => {
    const { line, run, task } = await awaiting()
    const answers = await Promise.all([answer(line, run, true), answer(line, run, false)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const approve = answers[0]!.status === 200
    await vi.waitFor(async () => expect(await task.outcome()).toMatchObject({ output: { approve } }), 10_000)
    expect((await decided(line)).map(({ decision }) => decision)).toEqual([approve ? 'approved' : 'rejected'])
  })

  it('after the deadline is refused, however often it is given', async () => {
    const { line, run, task } = await awaiting()
    await task.stop()
    for (const _ of [1, 2, 3]) expect(await answer(line, run, true)).toMatchObject({ status: 409 })
    expect(await decided(line)).toEqual([])
    expect((await world.ledger.readApproval(line.model, run))?.answer).toBeUndefined()
  })

  it.each(['before', 'after'] as const)(
    'whose function dies %s any call is made good when it is repeated',
    async (moment) => {
      for (let call = 1; ; call++) {
        const { line, run, task } = await awaiting()
        world.wire.dieAt(call, moment)
        const first = await answer(line, run, true)
        if (!(await world.wire.revive())) return expect(call).toBeGreaterThan(4)
        expect(first.status).toBe(500)
        expect(await answer(line, run, true), `call ${call}`).toMatchObject({ status: 200 })
        await vi.waitFor(async () => expect(await task.outcome()).toMatchObject({ output: { approve: true } }), 10_000)
        expect(await decided(line)).toHaveLength(1)
      }
    },
  )

  it('whose function died before it was sent is refused when it is repeated after the deadline rejected the run', async () => {
    const { line, run, task } = await awaiting()
    world.wire.dieAt(3, 'before')
    await answer(line, run, true)
    expect(await world.wire.revive()).toBe(true)
    await task.stop()
    await world.ledger.changeRun(line.model, run, { status: 'rejected', endedAt: at(3600) })
    expect(await answer(line, run, true)).toMatchObject({ status: 409 })
    expect(await decided(line)).toEqual([])
  })
})
