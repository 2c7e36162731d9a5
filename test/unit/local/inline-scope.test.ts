import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { type Owner, Scope } from '#local/lambda/inline/scope.ts'

it('a request of an environment that is gone is not answered, and keeps nothing of what it came from', async () => {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  const happened: string[] = []
  const ask = () => {
    const { request, Agent } = new Scope(owner({ gone: true, clock: new VirtualClock({ auto: false }) }))
    const sent = request({ path: '/', method: 'POST', agent: new Agent() })
    for (const event of ['response', 'error', 'close']) sent.on(event, () => happened.push(event))
    sent.end('x')
    return new WeakRef(sent)
  }
  const asked = ask()
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(happened).toEqual([])
  await expect
    .poll(() => {
      gc()
      return asked.deref()
    })
    .toBeUndefined()
})

it('what a function lets end after a time ends by the clock of the runtime', async () => {
  const clock = new VirtualClock({ auto: false })
  const { AbortSignal } = new Scope(owner({ gone: false, clock })).globals
  const signal: AbortSignal = AbortSignal.timeout(3_600_000)
  await clock.advance(3_599_999)
  expect(signal.aborted).toBe(false)
  await clock.advance(1)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
  expect(AbortSignal.any([signal])).toBeInstanceOf(AbortSignal)
})

function owner(own: Pick<Owner, 'gone' | 'clock'>): Owner {
  return {
    ...own,
    variables: {},
    current: { requestId: undefined, now: () => own.clock.now() },
    logging: { logFormat: 'JSON', logLevel: undefined },
    write: () => {},
    exit: () => {},
    connect: () => undefined,
  }
}
