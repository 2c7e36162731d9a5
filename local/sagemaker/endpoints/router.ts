import type { Deployment } from './deployment.ts'
import type { Fleet } from './fleet.ts'
import type { VariantFleet } from './variant-fleet.ts'

/** A fleet and how much of the traffic it takes, 0 to 1. */
export interface Part {
  fleet: Fleet
  share: number
}

/** Which fleet behind an endpoint a request goes to: one, or in an update the old and the new by their shares. */
export class Router {
  #parts: Part[]
  readonly #credit = new Map<Fleet, number>()

  constructor(parts: Part[]) {
    this.#parts = parts
  }

  get parts(): readonly Part[] {
    return this.#parts
  }

  /** Of the fleet that the endpoint's config names. */
  get deployment(): Deployment {
    return this.#parts[0]!.fleet.deployment
  }

  /** Of every fleet that takes part. */
  get variants(): VariantFleet[] {
    return this.#parts.flatMap(({ fleet }) => fleet.variants)
  }

  /** While no fleet serves yet: settles when the first does, or cannot. */
  get coming(): Promise<void> | undefined {
    return this.#parts[0]?.fleet.coming
  }

  /** From the next request on. */
  share(parts: Part[]): void {
    this.#parts = parts
    this.#credit.clear()
  }

  /**
   * The variant that the next request goes to: of the fleet whose turn it is, or of another one where that has no
   * instance in service or not the variant that was asked for.
   */
  route(target?: string): VariantFleet | undefined {
    if (this.#parts.length === 1) return this.#parts[0]!.fleet.route(target)
    const turn = this.#turn()
    const first = turn?.fleet.route(target)
    if (first?.serves) return first
    const others = this.#parts.filter((part) => part !== turn).toSorted((a, b) => b.share - a.share)
    const found = others.map(({ fleet }) => fleet.route(target))
    return found.find((variant) => variant?.serves) ?? first ?? found.find((variant) => variant)
  }

  /** Smooth weighted round robin, as among variants: the shares hold over any few requests. */
  #turn(): Part | undefined {
    let best: Part | undefined
    let total = 0
    for (const part of this.#parts) {
      if (part.share <= 0) continue
      total += part.share
      this.#credit.set(part.fleet, (this.#credit.get(part.fleet) ?? 0) + part.share)
      if (!best || this.#credit.get(part.fleet)! > this.#credit.get(best.fleet)!) best = part
    }
    if (best) this.#credit.set(best.fleet, this.#credit.get(best.fleet)! - total)
    return best
  }
}
