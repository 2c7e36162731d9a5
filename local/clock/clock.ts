/** One clock for everything that waits or stamps. Four gaits: real, scaled, hurrying, virtual. */
export interface Clock {
  /** Milliseconds since the epoch, in the runtime's time. */
  now(): number
  date(): Date
  /** How much of its time passes in one of the machine's; 0 where it passes by jumps alone. */
  readonly pace: number
  /**
   * Whether nothing lives in the machine's time beside it: no process, no thread, nobody who calls from outside. So in a
   * simulation, where the machine's time decides nothing.
   */
  readonly alone: boolean
  /** Milliseconds to measure by how long work takes: the machine's, or the clock's own where it is alone. */
  measure(): number
  /** Calls `fn` once after `ms` of the runtime's time. A timer never keeps the process alive by itself. */
  after(ms: number, fn: () => void): Timer
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs `work` as in flight: a virtual clock never jumps while some is. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** The opposite, inside of `during`: while it only waits for time to pass or somebody to come (long polls). */
  idle<T>(wait: () => Promise<T>): Promise<T>
  stop(): void
}

export interface Timer {
  readonly at: number
  cancel(): void
}

/** The parts of a clock that are the same in every gait. */
export abstract class BaseClock implements Clock {
  abstract now(): number
  abstract readonly pace: number
  readonly alone: boolean = false
  abstract after(ms: number, fn: () => void): Timer
  abstract stop(): void

  measure(): number {
    return this.alone ? this.now() : performance.now()
  }

  during<T>(work: () => Promise<T>): Promise<T> {
    return work()
  }

  idle<T>(wait: () => Promise<T>): Promise<T> {
    return wait()
  }

  date(): Date {
    return new Date(this.now())
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = () => {
        timer.cancel()
        reject(signal?.reason)
      }
      const timer = this.after(ms, () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      })
      signal?.addEventListener('abort', abort, { once: true })
    })
  }
}
