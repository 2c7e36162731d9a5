import type { Timer } from './clock.ts'

interface Waiting extends Timer {
  readonly order: number
  readonly fn: () => void
  cancelled: boolean
}

/** Timers by the time at which they are due; of those due at one time the one that was set first comes first. */
export class TimerQueue {
  /** A binary heap: the parent of what stands at `i` stands at `(i - 1) >> 1`. Cancelled ones go when they come up. */
  readonly #heap: Waiting[] = []
  #order = 0

  add(at: number, fn: () => void): Timer {
    const timer: Waiting = {
      at,
      fn,
      order: this.#order++,
      cancelled: false,
      cancel: () => {
        timer.cancelled = true
      },
    }
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return timer
  }

  /** When the next one is due; undefined when none waits. */
  get next(): number | undefined {
    while (this.#heap[0]?.cancelled) this.#drop()
    return this.#heap[0]?.at
  }

  /** Takes the next one out; answers what it calls. */
  take(): () => void {
    const { fn } = this.#heap[0]!
    this.#drop()
    return fn
  }

  clear(): void {
    this.#heap.length = 0
  }

  #drop(): void {
    const last = this.#heap.pop()!
    if (this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(index: number): void {
    const parent = (index - 1) >> 1
    if (index === 0 || !this.#before(index, parent)) return
    this.#swap(index, parent)
    this.#rise(parent)
  }

  #sink(index: number): void {
    let least = index
    for (const child of [2 * index + 1, 2 * index + 2])
      if (child < this.#heap.length && this.#before(child, least)) least = child
    if (least === index) return
    this.#swap(index, least)
    this.#sink(least)
  }

  #before(left: number, right: number): boolean {
    const [a, b] = [this.#heap[left]!, this.#heap[right]!]
    return a.at === b.at ? a.order < b.order : a.at < b.at
  }

  #swap(left: number, right: number): void {
    const moved = this.#heap[left]!
    this.#heap[left] = this.#heap[right]!
    this.#heap[right] = moved
  }
}
