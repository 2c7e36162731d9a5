import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Work } from '../../clock/work.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment, Variant } from './deployment.ts'
import { Shadow } from './shadow.ts'
import type { Counts } from './traffic-plan.ts'
import { VariantFleet, type VariantPlace } from './variant-fleet.ts'

/** The instances behind an endpoint, of one deployment of one config. */
export class Fleet {
  readonly deployment: Deployment
  readonly variants: VariantFleet[]
  readonly shadows: VariantFleet[]
  /** While it comes up: settles when every instance is healthy, or one could not be made so. */
  coming: Promise<void> | undefined
  /** Told when a variant has lost the last of its instances in service. */
  onDark: ((variant: VariantFleet) => void) | undefined
  readonly #ended = new AbortController()
  readonly #folder: string
  readonly #credit = new Map<VariantFleet, number>()

  constructor(sagemaker: SageMaker, endpointName: string, deployment: Deployment) {
    this.deployment = deployment
    this.#folder = join(sagemaker.folder, 'endpoints', endpointName, deployment.id)
    const at = {
      endpointName,
      configName: deployment.configName,
      signal: this.#ended.signal,
      onDark: (dark: VariantFleet) => this.onDark?.(dark),
    }
    const fleetOf = (variant: Variant, more: Partial<VariantPlace> = {}) =>
      new VariantFleet(sagemaker, variant, { ...at, folder: join(this.#folder, variant.name), ...more })
    this.variants = deployment.variants.map((variant) => fleetOf(variant))
    // A shadow in trouble is nobody's concern.
    this.shadows = (deployment.shadows ?? []).map((variant) => fleetOf(variant, { onDark: () => {} }))
    for (const shadow of this.shadows) this.variants[0]!.shadow = new Shadow(shadow, this.variants[0]!)
  }

  /** Brings instances up, all that are wanted unless told how many; when one cannot be, none is left and it rejects. */
  start(counts?: Counts): Promise<void> {
    return this.#comes(this.#bringUp(counts))
  }

  /** After a restart, of which AWS knows nothing: what served has its capacity still. */
  comeBack(counts?: Counts): Promise<void> {
    return this.#comes(this.#bringUp(counts, true))
  }

  #comes(up: Promise<void>): Promise<void> {
    const coming = up.finally(() => {
      this.coming = undefined
    })
    // Whoever asks gets the rejection; nobody may ask.
    coming.catch(() => {})
    this.coming = coming
    return coming
  }

  /** The instances that there are. */
  get counts(): Counts {
    return Object.fromEntries(this.variants.map((fleet) => [fleet.variant.name, fleet.count]))
  }

  /** Makes the instances as many as told, for the course of an update; the ones too many finish what they are doing. */
  async resize(counts: Counts): Promise<void> {
    const sized = (fleet: VariantFleet) => fleet.resize(counts[fleet.variant.name] ?? fleet.count)
    await Promise.all(this.variants.map((fleet) => Work.beside(() => sized(fleet))))
  }

  /** Only so many instances of each variant take requests; all without counts. */
  activate(counts?: Counts): void {
    for (const fleet of this.variants) fleet.activate(counts?.[fleet.variant.name])
  }

  /** A variant that should have instances in service and has none. */
  get dark(): VariantFleet | undefined {
    return this.variants.find((fleet) => fleet.variant.count > 0 && !fleet.serves)
  }

  /** The variant of a name, or the one that the next request goes to. */
  route(target?: string): VariantFleet | undefined {
    return target === undefined ? this.#turn() : this.variants.find(({ variant }) => variant.name === target)
  }

  /** Lets the requests in flight finish, then stops every instance and clears the fleet's folder. */
  async drain(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.coming?.catch(() => {}), ...this.all.map((variant) => variant.drain())])
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Ends the processes; what the fleet downloaded stays for the next start. */
  async kill(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.coming?.catch(() => {}), ...this.all.map((variant) => variant.kill())])
  }

  /** The shadows too. */
  get all(): VariantFleet[] {
    return [...this.variants, ...this.shadows]
  }

  /**
   * The variant with the most credit, where each has earned its weight since (smooth weighted round robin: the shares
   * hold over any few requests, not only on average).
   */
  #turn(): VariantFleet | undefined {
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

  async #bringUp(counts?: Counts, again = false): Promise<void> {
    const starting = this.all.map((fleet) => Work.beside(() => fleet.start(counts?.[fleet.variant.name], again)))
    try {
      await Promise.all(starting)
    } catch (error) {
      if (this.#ended.signal.aborted) throw error
      this.#ended.abort()
      await Promise.allSettled(starting)
      await Promise.all(this.all.map((variant) => variant.kill()))
      await rm(this.#folder, { recursive: true, force: true })
      throw error
    }
  }
}
