import { BaseClock, type Timer } from './clock.ts'

interface Pending extends Timer {
  readonly order: number
  readonly fn: () => void
}

/**
 * Time that passes only when nobody is busy: whenever nothing is in flight it jumps to the next timer.
 * With `auto: false` it moves by `advance` alone, which is what a test wants.
 */
export class VirtualClock extends BaseClock {
  #now: number
  #order = 0
  #held = 0
  #stopped = false
  #ticking = false
  readonly #auto: boolean
  #timers: Pending[] = []

  constructor({ start = Date.UTC(2026, 0, 1), auto = true }: { start?: number; auto?: boolean } = {}) {
    super()
    this.#now = start
    this.#auto = auto
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): Timer {
    const timer: Pending = {
      at: this.#now + Math.max(0, ms),
      order: this.#order++,
      fn,
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
    const index = this.#timers.findIndex((other) => other.at > timer.at)
    this.#timers.splice(index < 0 ? this.#timers.length : index, 0, timer)
    this.#tick()
    return timer
  }

  hold(): () => void {
    this.#held++
    let released = false
    return () => {
      if (released) return
      released = true
      this.#held--
      this.#tick()
    }
  }

  override async idle<T>(wait: () => Promise<T>): Promise<T> {
    const lent = this.#held > 0
    if (lent) this.#held--
    this.#tick()
    try {
      return await wait()
    } finally {
      if (lent) this.#held++
    }
  }

  /** Moves time on by `ms`, firing the timers that fall due on the way, in order, each with the work it starts. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (let next = this.#timers[0]; next && next.at <= until; next = this.#timers[0]) {
      this.#fire(next)
      await this.settle()
    }
    this.#now = Math.max(this.#now, until)
  }

  /** Resolves when nothing is in flight. */
  async settle(): Promise<void> {
    do await quiet()
    while (this.#held > 0 && !this.#stopped)
  }

  stop(): void {
    this.#stopped = true
    this.#timers = []
  }

  #fire(timer: Pending): void {
    timer.cancel()
    this.#now = Math.max(this.#now, timer.at)
    timer.fn()
  }

  #tick(): void {
    if (!this.#auto || this.#ticking || this.#stopped) return
    this.#ticking = true
    void (async () => {
      await this.settle()
      this.#ticking = false
      const next = this.#timers[0]
      if (next && this.#held === 0) {
        this.#fire(next)
        this.#tick()
      }
    })()
  }
}

/** A few turns of the event loop, so that promises and I/O callbacks already due have run. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
