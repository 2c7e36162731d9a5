import { BaseClock, type Timer } from './clock.ts'
import { TimerQueue } from './timer-queue.ts'
import { Work } from './work.ts'

/** The longest that a timer of Node waits. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

/**
 * The wall clock, which hurries on demand: then it goes so many times as fast while nothing is in flight, and like any
 * other clock as soon as something is. So waits are short, and yet whoever works has all of the time that he is given,
 * however busy the machine.
 */
export class HurryingClock extends BaseClock {
  #haste = 1
  #pace = 1
  #busy = 0
  /** Where it stood when its pace last changed, and the machine's time then. */
  #mark = { now: Date.now(), at: performance.now() }
  #next: NodeJS.Timeout | undefined
  readonly #timers = new TimerQueue()

  get pace(): number {
    return this.#pace
  }

  now(): number {
    return Math.floor(this.#exactly())
  }

  /** From now on `times` as fast while nothing is in flight; 1 is the end of all haste. */
  hurry(times: number): void {
    this.#haste = times
    this.#judge()
  }

  after(ms: number, fn: () => void): Timer {
    const first = this.#timers.next
    const timer = this.#timers.add(this.#exactly() + Math.max(0, ms), fn)
    if (first === undefined || timer.at < first) this.#arm()
    return timer
  }

  override async during<T>(work: () => Promise<T>): Promise<T> {
    const begun = new Work((by) => {
      this.#busy += by
      this.#judge()
    })
    try {
      return await begun.within(work)
    } finally {
      begun.end()
    }
  }

  override async idle<T>(wait: () => Promise<T>): Promise<T> {
    const goOn = Work.current?.rest()
    try {
      return await wait()
    } finally {
      goOn?.()
    }
  }

  stop(): void {
    clearTimeout(this.#next)
    this.#timers.clear()
  }

  #exactly(): number {
    return this.#mark.now + (performance.now() - this.#mark.at) * this.#pace
  }

  #judge(): void {
    const pace = this.#busy > 0 ? 1 : this.#haste
    if (pace === this.#pace) return
    this.#mark = { now: this.#exactly(), at: performance.now() }
    this.#pace = pace
    this.#arm()
  }

  #arm(): void {
    clearTimeout(this.#next)
    const next = this.#timers.next
    if (next === undefined) return
    const wait = Math.max(0, (next - this.#exactly()) / this.#pace)
    this.#next = setTimeout(() => this.#fire(), Math.min(wait, LONGEST_TIMEOUT))
    this.#next.unref()
  }

  #fire(): void {
    const due = this.#exactly()
    for (let next = this.#timers.next; next !== undefined && next <= due; next = this.#timers.next)
      Work.outside(this.#timers.take())
    this.#arm()
  }
}
