import { BaseClock, type Timer } from './clock.ts'

const LONGEST_TIMEOUT = 2 ** 31 - 1

/**
 * The wall clock, or a faster one: with `scale` 60 a minute passes in a second. A faster one runs from `origin` (epoch
 * ms); given the same one again, a process goes on in the time that another one left.
 */
export class RealClock extends BaseClock {
  readonly pace: number
  readonly #origin: number
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(scale = 1, origin = Date.now()) {
    super()
    this.#origin = origin
    this.pace = scale
  }

  now(): number {
    return this.pace === 1 ? Date.now() : Math.round(this.#origin + (Date.now() - this.#origin) * this.pace)
  }

  after(ms: number, fn: () => void): Timer {
    const wait = Math.max(0, ms)
    const at = this.now() + wait
    let handle: NodeJS.Timeout
    const arm = (left: number) => {
      handle = setTimeout(
        () => {
          this.#timers.delete(handle)
          if (left > LONGEST_TIMEOUT) arm(Math.max(0, (at - this.now()) / this.pace))
          else fn()
        },
        Math.min(left, LONGEST_TIMEOUT),
      )
      handle.unref()
      this.#timers.add(handle)
    }
    arm(wait / this.pace)
    return {
      at,
      cancel: () => {
        clearTimeout(handle)
        this.#timers.delete(handle)
      },
    }
  }

  stop(): void {
    for (const handle of this.#timers) clearTimeout(handle)
    this.#timers.clear()
  }
}
