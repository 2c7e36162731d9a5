import { createHash } from 'node:crypto'

/**
 * Chance that follows from a seed: what is drawn at a place for the n-th time does not depend on what is drawn elsewhere.
 */
export class Chance {
  readonly #seed: number
  readonly #times = new Map<string, number>()

  constructor(seed: number) {
    this.#seed = seed
  }

  /** Counts the visits of a place: 1, 2, 3, ... */
  visit(place: string): number {
    const time = (this.#times.get(place) ?? 0) + 1
    this.#times.set(place, time)
    return time
  }

  /** In [0, 1), the same for the same words. */
  of(...words: (string | number)[]): number {
    const digest = createHash('sha256')
      .update(`${this.#seed} ${words.join(' ')}`)
      .digest()
    return digest.readUIntBE(0, 6) / 2 ** 48
  }
}
