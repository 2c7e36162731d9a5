import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import promised from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'

const AWAY_MS = 30_000

/**
 * Lets the machine's time run away from this process, as it does from one that gets next to none of it: whenever the
 * process looks, half a minute is over, and whatever it waits for is due.
 */
function runAway(): void {
  let ahead = 0
  const later = (now: () => number) => () => {
    ahead += AWAY_MS
    return now() + ahead
  }
  const Real = Date
  const now = later(Real.now)
  Real.now = now
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [now()], made),
    apply: () => new Real(now()).toString(),
  })
  performance.now = later(performance.now.bind(performance))

  const { setTimeout, setInterval } = globalThis
  const { setTimeout: sleep } = promised
  const { timeout } = AbortSignal
  const atOnce = {
    setTimeout: (fn: () => void, _ms?: number, ...args: []) => setTimeout(fn, 0, ...args),
    setInterval: (fn: () => void, _ms?: number, ...args: []) => setInterval(fn, 1, ...args),
  }
  Object.assign(globalThis, atOnce)
  Object.assign(timers, atOnce)
  Object.assign(promised, { setTimeout: (_ms?: number, ...args: []) => sleep(0, ...args) })
  AbortSignal.timeout = () => timeout.call(AbortSignal, 0)
  // Named imports see what was changed.
  syncBuiltinESMExports()
}

// To be loaded before a program. Who watches over it from a thread has the machine's own time.
if (isMainThread) runAway()
