import { BaseClock, type Timer } from './clock.ts'
import { TimerQueue } from './timer-queue.ts'
import { Work } from './work.ts'

interface VirtualClockOptions {
  start?: number
  auto?: boolean
  alone?: boolean
}

/**
 * Time that passes only when nobody is busy: whenever nothing is in flight it jumps to the next timer.
 * With `auto: false` it moves by `advance` alone, which is what a test wants.
 */
export class VirtualClock extends BaseClock {
  readonly pace = 0
  override readonly alone: boolean
  #now: number
  #busy = 0
  #stopped = false
  #ticking = false
  readonly #auto: boolean
  readonly #timers = new TimerQueue()
  /** Who waits until nobody is busy: asking again and again would take a core from those who are. */
  #atRest = Promise.withResolvers<void>()

  constructor({ start = Date.UTC(2026, 0, 1), auto = true, alone = false }: VirtualClockOptions = {}) {
    super()
    this.alone = alone
    this.#now = start
    this.#auto = auto
  }

  /** Whole milliseconds, as on any clock; timers are kept more finely, so that they have an order. */
  now(): number {
    return Math.floor(this.#now)
  }

  after(ms: number, fn: () => void): Timer {
    const timer = this.#timers.add(this.#now + Math.max(0, ms), fn)
    this.#tick()
    return timer
  }

  override async during<T>(work: () => Promise<T>): Promise<T> {
    const begun = new Work((by) => {
      this.#busy += by
      if (this.#busy === 0) this.#rest()
      if (by < 0) this.#tick()
    })
    try {
      return await begun.within(work)
    } finally {
      begun.end()
    }
  }

  override async idle<T>(wait: () => Promise<T>): Promise<T> {
    const work = Work.current
    const goOn = work?.rest()
    try {
      return await wait()
    } finally {
      goOn?.()
    }
  }

  /** Moves time on by `ms`, firing the timers that fall due on the way, in order, each with the work it starts. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (let next = this.#timers.next; next !== undefined && next <= until; next = this.#timers.next) {
      this.#fire(next)
      await this.settle()
    }
    this.#now = Math.max(this.#now, until)
  }

  /** Resolves when nothing is in flight. */
  async settle(): Promise<void> {
    for (await quiet(); this.#busy > 0 && !this.#stopped; await quiet()) await this.#atRest.promise
  }

  stop(): void {
    this.#stopped = true
    this.#timers.clear()
    this.#rest()
  }

  #rest(): void {
    this.#atRest.resolve()
    this.#atRest = Promise.withResolvers()
  }

  #fire(at: number): void {
    this.#now = Math.max(this.#now, at)
    Work.outside(this.#timers.take())
  }

  #tick(): void {
    if (!this.#auto || this.#ticking || this.#stopped) return
    this.#ticking = true
    void Work.outside(async () => {
      await this.settle()
      this.#ticking = false
      const next = this.#timers.next
      if (next === undefined || this.#busy > 0) return
      this.#fire(next)
      this.#tick()
    })
  }
}

/** A few turns of the event loop, so that promises and I/O callbacks already due have run. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
