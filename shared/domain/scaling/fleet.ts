/** Instances that serve, those on their way, and the bounds between which their number may lie. */
export class Fleet {
  running: number
  /** Running and on their way: what is paid for. */
  asked: number
  min: number
  max: number
  readonly #startMinutes: number
  #starting: { at: number; count: number }[] = []

  constructor(first: number, { min, max }: { min: number; max: number }, startMinutes: number) {
    this.min = min
    this.max = max
    this.asked = this.within(first)
    this.running = this.asked
    this.#startMinutes = startMinutes
  }

  within(count: number): number {
    return Math.min(this.max, Math.max(this.min, count))
  }

  get settled(): boolean {
    return this.#starting.length === 0
  }

  arrive(minute: number): void {
    while (this.#starting[0] && this.#starting[0].at <= minute) this.running += this.#starting.shift()!.count
  }

  bound(min: number, max: number, minute: number): void {
    this.min = min
    this.max = max
    this.moveTo(this.asked, minute)
  }

  /** Asks for so many; what is no longer wanted goes at once, the latest asked for first. */
  moveTo(count: number, minute: number): void {
    const wanted = this.within(count)
    if (wanted > this.asked) this.#starting.push({ at: minute + this.#startMinutes, count: wanted - this.asked })
    let surplus = this.asked - wanted
    while (surplus > 0 && this.#starting.length > 0) {
      const last = this.#starting.at(-1)!
      const dropped = Math.min(surplus, last.count)
      last.count -= dropped
      surplus -= dropped
      if (last.count === 0) this.#starting.pop()
    }
    if (surplus > 0) this.running -= surplus
    this.asked = wanted
  }
}
