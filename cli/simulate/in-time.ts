import type { VirtualClock } from '#local/clock/virtual-clock.ts'

/** An answer that takes some of the clock's time comes though nobody else moves it. */
export async function inTime<T>(clock: VirtualClock, answer: Promise<T>): Promise<T> {
  let settled = false
  const over = answer.finally(() => {
    settled = true
  })
  over.catch(() => {})
  while (!settled) await clock.advance(1)
  return over
}
