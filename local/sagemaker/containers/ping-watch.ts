import type { Clock } from '../../clock/clock.ts'

/** SageMaker asks every five seconds; a container that fails three times in a row is replaced. */
const INTERVAL_MS = 5000
const FAILURES = 3

interface Told {
  /** After each ping. */
  answered(healthy: boolean): void
  /** It has not answered for too long. */
  lost(): void
}

/** Goes on asking a container that serves whether it is healthy. Returns what stops that. */
export function watchPings(clock: Clock, ping: () => Promise<boolean>, { answered, lost }: Told): () => void {
  let stopped = false
  let failures = 0
  let cancel = () => {}
  const next = () => {
    cancel = after(clock, INTERVAL_MS, async () => {
      const healthy = await ping()
      if (stopped) return
      failures = healthy ? 0 : failures + 1
      answered(healthy)
      if (failures === FAILURES) return lost()
      next()
    })
  }
  next()
  return () => {
    stopped = true
    cancel()
  }
}

/** A process lives in the machine's time: a clock that jumps would ask it a thousand times in one of its moments. */
function after(clock: Clock, ms: number, fn: () => void): () => void {
  if (clock.pace > 0) {
    const timer = clock.after(ms, fn)
    return () => timer.cancel()
  }
  const timer = setTimeout(fn, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
