import type { VariantFleet } from './variant-fleet.ts'

/** A shadow variant: it is sent copies of a share of the production variant's requests, and nobody sees its answers. */
export class Shadow {
  readonly fleet: VariantFleet
  readonly #of: VariantFleet
  #credit = 0

  constructor(fleet: VariantFleet, of: VariantFleet) {
    this.fleet = fleet
    this.#of = of
  }

  /** The shadow's fleet when the request that the production variant has just taken is to be mirrored. */
  next(): VariantFleet | undefined {
    this.#credit += Math.min(1, this.fleet.variant.weight / this.#of.variant.weight)
    // Shares are not exact in binary: ten times 0.1 is a whole request.
    if (this.#credit < 1 - 1e-9) return undefined
    this.#credit -= 1
    return this.fleet
  }
}
