import type { Clock } from '../../clock/clock.ts'

/** The longest that a timer of Node waits. */
const LONGEST = 2 ** 31 - 1

/**
 * Calls `fn` once when `ms` have passed for a running process, by the runtime's clock or by the machine's, whichever
 * is first: a virtual clock stands still while a process runs, and a scaled one is ahead. Where the clock is alone there
 * is no process, and a machine that is slow is not to end what has time left. Returns what cancels it.
 */
export function deadline(clock: Clock, ms: number, fn: () => void): () => void {
  const cancel = () => {
    ours.cancel()
    clearTimeout(machines)
  }
  const fire = () => {
    cancel()
    fn()
  }
  const ours = clock.after(ms, fire)
  const machines = clock.alone || ms > LONGEST ? undefined : setTimeout(fire, ms)
  machines?.unref()
  return cancel
}
