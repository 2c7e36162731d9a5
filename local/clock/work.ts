import { AsyncLocalStorage } from 'node:async_hooks'

/** The work that the running code is part of. */
const here = new AsyncLocalStorage<Work | undefined>()

/**
 * Work in flight. Work that is begun within other work belongs to it: the outer one waits for the inner one, so that
 * only the innermost keeps the time from moving. What is idle does not.
 */
export class Work {
  readonly #onChange: (by: 1 | -1) => void
  #outer: Work | undefined
  #inner = 0
  #idle = 0
  #ended = false
  #busy = false

  /** `onChange` is told whenever the number of those that are busy changes. */
  constructor(onChange: (by: 1 | -1) => void) {
    this.#onChange = onChange
    const outer = here.getStore()
    this.#outer = outer && !outer.#ended ? outer : undefined
    this.#outer?.count(1)
    this.#judge()
  }

  static get current(): Work | undefined {
    const work = here.getStore()
    return work && !work.#ended ? work : undefined
  }

  /**
   * Runs one of several parts of the work at hand that go on beside each other. Each is work of its own: while one only
   * waits, another may still be reading a file, in which no time is to pass.
   */
  static async beside<T>(fn: () => Promise<T>): Promise<T> {
    const { current } = Work
    if (!current) return fn()
    const part = new Work(current.#onChange)
    try {
      return await part.within(fn)
    } finally {
      part.end()
    }
  }

  /** Runs `fn` as a part of no work, such as a timer that fires. */
  static outside<T>(fn: () => T): T {
    return here.run(undefined, fn)
  }

  within<T>(fn: () => T): T {
    return here.run(this, fn)
  }

  /** While it only waits for somebody else. Returns what ends that. */
  rest(): () => void {
    this.#idle++
    this.#judge()
    let over = false
    return () => {
      if (over) return
      over = true
      this.#idle--
      this.#judge()
    }
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#judge()
    this.#outer?.count(-1)
    // Whoever holds on to work that has ended must not hold on to all that it came from.
    this.#outer = undefined
  }

  /** Work within this one begins or ends. */
  private count(by: 1 | -1): void {
    this.#inner += by
    this.#judge()
  }

  #judge(): void {
    const busy = !this.#ended && this.#idle === 0 && this.#inner === 0
    if (busy === this.#busy) return
    this.#busy = busy
    this.#onChange(busy ? 1 : -1)
  }
}
