import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment } from './deployment.ts'
import { VariantFleet } from './variant-fleet.ts'

/** The instances behind an endpoint, of one deployment of one config. */
export class Fleet {
  readonly deployment: Deployment
  readonly variants: VariantFleet[]
  /** While it comes up: settles when every instance is healthy, or one could not be made so. */
  coming: Promise<void> | undefined
  readonly #ended = new AbortController()
  readonly #folder: string
  readonly #credit = new Map<VariantFleet, number>()

  constructor(sagemaker: SageMaker, endpointName: string, deployment: Deployment) {
    this.deployment = deployment
    this.#folder = join(sagemaker.folder, 'endpoints', endpointName, deployment.id)
    this.variants = deployment.variants.map(
      (variant) =>
        new VariantFleet(sagemaker, endpointName, variant, join(this.#folder, variant.name), this.#ended.signal),
    )
  }

  /** Brings every instance up; when one cannot be, none is left and it rejects with the reason. */
  start(): Promise<void> {
    const coming = this.#bringUp().finally(() => {
      this.coming = undefined
    })
    // Whoever asks gets the rejection; nobody may ask.
    coming.catch(() => {})
    this.coming = coming
    return coming
  }

  /**
   * The variant that the next request goes to: the one with the most credit, where each has earned its weight since
   * (smooth weighted round robin: the shares hold over any few requests, not only on average).
   */
  route(): VariantFleet | undefined {
    const total = this.variants.reduce((sum, { variant }) => sum + variant.weight, 0)
    if (total <= 0) return undefined
    let best: VariantFleet | undefined
    for (const variant of this.variants) {
      this.#credit.set(variant, (this.#credit.get(variant) ?? 0) + variant.variant.weight)
      if (!best || this.#credit.get(variant)! > this.#credit.get(best)!) best = variant
    }
    this.#credit.set(best!, this.#credit.get(best!)! - total)
    return best
  }

  /** Lets the requests in flight finish, then stops every instance and clears the fleet's folder. */
  async drain(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.coming?.catch(() => {}), ...this.variants.map((variant) => variant.drain())])
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Ends the processes; what the fleet downloaded stays for the next start. */
  async kill(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.coming?.catch(() => {}), ...this.variants.map((variant) => variant.kill())])
  }

  async #bringUp(): Promise<void> {
    const starting = this.variants.map((variant) => variant.start())
    try {
      await Promise.all(starting)
    } catch (error) {
      if (this.#ended.signal.aborted) throw error
      this.#ended.abort()
      await Promise.allSettled(starting)
      await Promise.all(this.variants.map((variant) => variant.kill()))
      await rm(this.#folder, { recursive: true, force: true })
      throw error
    }
  }
}
