import { expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { type Owner, Scope } from '#local/lambda/inline/scope.ts'

test("a function's signals time out in the runtime's time", async () => {
  const clock = new VirtualClock({ auto: false })
  const owner: Owner = {
    gone: false,
    clock,
    variables: {},
    current: { requestId: undefined, now: () => clock.now() },
    logging: { logFormat: 'JSON', logLevel: undefined },
    write() {},
    exit() {},
    connect() {
      throw new Error('nobody asks')
    },
  }
  const signal: AbortSignal = new Scope(owner).globals['AbortSignal'].timeout(30_000)
  await clock.advance(29_999)
  expect(signal.aborted).toBe(false)
  await clock.advance(1)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
  clock.stop()
})
