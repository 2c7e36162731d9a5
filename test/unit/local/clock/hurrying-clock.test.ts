import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { HurryingClock } from '#local/clock/hurrying-clock.ts'

const MINUTE = 60_000

let clock: HurryingClock
afterEach(() => clock.stop())

it('goes as the machine does until it is told to hurry, and again after that', async () => {
  clock = new HurryingClock()
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
  expect(clock.pace).toBe(1)
  clock.hurry(600)
  expect(clock.pace).toBe(600)
  const before = clock.now()
  await clock.sleep(MINUTE)
  expect(clock.now() - before).toBeGreaterThanOrEqual(MINUTE)
  clock.hurry(1)
  expect(clock.pace).toBe(1)
})

it('fires what was set before the haste too, in order', async () => {
  clock = new HurryingClock()
  const fired: string[] = []
  clock.after(20 * MINUTE, () => fired.push('late'))
  clock.after(10 * MINUTE, () => fired.push('early'))
  clock.after(15 * MINUTE, () => fired.push('cancelled')).cancel()
  clock.hurry(100_000)
  await clock.sleep(30 * MINUTE)
  expect(fired).toEqual(['early', 'late'])
})

it('gives what is in flight all of its time, and passes quickly while that only waits', async () => {
  clock = new HurryingClock()
  clock.hurry(100_000)
  let late = false
  await clock.during(async () => {
    clock.after(MINUTE, () => (late = true))
    expect(clock.pace).toBe(1)
    await pause(20)
    expect(late).toBe(false)
    await clock.idle(() => clock.sleep(MINUTE))
    expect(late).toBe(true)
    expect(clock.pace).toBe(1)
  })
  expect(clock.pace).toBe(100_000)
})
