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
    const { request, Agent } = goneScope()
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

function goneScope(): Scope {
  const owner: Owner = {
    gone: true,
    clock: new VirtualClock({ auto: false }),
    variables: {},
    current: { requestId: undefined, now: () => 0 },
    logging: { logFormat: 'JSON', logLevel: undefined },
    write: () => {},
    exit: () => {},
    connect: () => undefined,
  }
  return new Scope(owner)
}
