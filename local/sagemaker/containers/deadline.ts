import type { Clock } from '../../clock/clock.ts'

/** The longest that a timer of Node waits. */
const LONGEST = 2 ** 31 - 1

/**
 * Calls `fn` once when `ms` have passed for a running process, by the runtime's clock or by the machine's, whichever
 * is first: a virtual clock stands still while a process runs, and a scaled one is ahead. Returns what cancels it.
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
  const machines = ms > LONGEST ? undefined : setTimeout(fire, ms)
  machines?.unref()
  return cancel
}
