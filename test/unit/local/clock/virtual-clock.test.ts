import { afterEach, expect, it, vi } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { deadline } from '#local/sagemaker/containers/deadline.ts'
import { atMost } from '#local/sagemaker/files/at-most.ts'

const HOUR = 3_600_000
const start = Date.UTC(2026, 2, 4)

afterEach(() => void vi.useRealTimers())

it('fires timers by the time at which they are due, and those of one time in the order in which they were set', async () => {
  const clock = new VirtualClock({ start, auto: false })
  const fired: string[] = []
  const at = (ms: number, name: string) => clock.after(ms, () => fired.push(`${name} ${clock.now() - start}`))
  for (const [ms, name] of [
    [30, 'c'],
    [10, 'a'],
    [20, 'b'],
    [20, 'b2'],
  ] as const)
    at(ms, name)
  at(15, 'cancelled').cancel()
  await clock.advance(25)
  expect(fired).toEqual(['a 10', 'b 20', 'b2 20'])
  await clock.advance(5)
  expect(fired.at(-1)).toBe('c 30')
})

it('keeps the order of a ten thousand timers', async () => {
  const clock = new VirtualClock({ start, auto: false })
  const due: number[] = []
  for (let n = 0; n < 10_000; n++) {
    const timer = clock.after((n * 7919) % 1000, () => due.push(timer.at))
    if (n % 3 === 0) timer.cancel()
  }
  await clock.advance(1000)
  expect(due).toHaveLength(6666)
  expect(due.every((at, index) => index === 0 || due[index - 1]! <= at)).toBe(true)
})

it('stands still while something is in flight, and passes while that only waits', async () => {
  const clock = new VirtualClock({ start })
  let fired = false
  clock.after(HOUR, () => (fired = true))
  const { promise, resolve } = Promise.withResolvers<void>()
  const work = clock.during(async () => {
    await promise
    expect(fired).toBe(false)
    await clock.idle(() => clock.sleep(2 * HOUR))
    expect(fired).toBe(true)
  })
  await turns()
  expect(clock.now()).toBe(start)
  resolve()
  await work
  expect(clock.now()).toBe(start + 2 * HOUR)
})

it('passes while the innermost of works that wait for each other is idle, and not while another one is busy', async () => {
  const clock = new VirtualClock({ start })
  await clock.during(() => clock.during(() => clock.idle(() => clock.sleep(HOUR))))
  expect(clock.now()).toBe(start + HOUR)

  const other = Promise.withResolvers<void>()
  let slept = false
  const both = clock.during(async () => {
    await Promise.all([
      clock.during(() => clock.idle(() => clock.sleep(HOUR))).then(() => (slept = true)),
      clock.during(() => other.promise),
    ])
  })
  await turns()
  expect(slept).toBe(false)
  other.resolve()
  await both
  expect(clock.now()).toBe(start + 2 * HOUR)
})

it('stands still while one of the parts of a work is busy, whatever the others wait for', async () => {
  const clock = new VirtualClock({ start })
  const other = Promise.withResolvers<void>()
  let slept = false
  const both = clock.during(() =>
    atMost(2, ['sleeps', 'reads'], async (part) => {
      if (part === 'reads') return other.promise
      await clock.idle(() => clock.sleep(HOUR))
      slept = true
    }),
  )
  await turns()
  expect(slept).toBe(false)
  other.resolve()
  await both
  expect(clock.now()).toBe(start + HOUR)
})

it('lets go of work that is begun within other work and outlives it', async () => {
  const clock = new VirtualClock({ start })
  const outlives = Promise.withResolvers<void>()
  let inner: Promise<void> | undefined
  await clock.during(async () => {
    inner = clock.during(() => outlives.promise)
  })
  let fired = false
  clock.after(1, () => (fired = true))
  await turns()
  expect(fired).toBe(false)
  outlives.resolve()
  await inner
  await expect.poll(() => fired).toBe(true)
})

/** More turns of the event loop than a clock waits before it jumps. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

it.each([
  { alone: true, when: 'by its own time alone', late: false },
  { alone: false, when: "by the machine's as well, in which processes live", late: true },
])('limits and measures $when', async ({ alone, late }) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const clock = new VirtualClock({ start, auto: false, alone })
  const ended: string[] = []
  const measured = clock.measure()
  deadline(clock, HOUR, () => ended.push('first'))
  vi.advanceTimersByTime(2 * HOUR)
  expect(ended).toEqual(late ? ['first'] : [])
  expect(clock.measure() - measured).toBe(late ? 2 * HOUR : 0)
  deadline(clock, HOUR, () => ended.push('second'))
  await clock.advance(HOUR)
  expect(ended).toEqual(['first', 'second'])
  expect(clock.measure() - measured).toBe(late ? 2 * HOUR : HOUR)
})
