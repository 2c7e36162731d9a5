import type { Candidate } from './candidate.ts'
import type { BoundsChange, Instance } from './fleet-policy.ts'
import { reactions } from './reactions.ts'
import { type Served, simulateFleet } from './simulate-fleet.ts'
import type { Demand } from './trace.ts'
import { type Observation, type Rhythm, slotsOfWeek, usualDemand, weeklyDemand } from './weekly-demand.ts'

export interface Setting {
  instance: Instance
  min: number
  max: number
  timezone: string
}

/**
 * Each week (of a short past, each day) is served with floors learnt from three quarters of the others, so that what was
 * learnt by heart earns nothing.
 */
const folds = 4
const week = 10_080

/** Tries candidates on a demand. */
export class Rehearsal {
  readonly #demand: Demand
  readonly #setting: Setting
  readonly #observations: Observation[]
  readonly #mean: number
  readonly #usual = new Map<string, Float64Array>()
  minutes = 0

  constructor(demand: Demand, setting: Setting) {
    this.#demand = demand
    this.#setting = setting
    this.#observations = weeklyDemand(demand, setting.timezone)
    this.#mean = demand.perMinute.reduce((sum, count) => sum + count, 0) / demand.perMinute.length
  }

  serve(candidate: Candidate): Served {
    this.minutes += this.#demand.perMinute.length
    const changes = this.#changes(candidate)
    const { min, max } = changes[0] ?? { min: this.base(candidate), max: this.#setting.max }
    const policy = { name: '', min, max, ...reactions(candidate, this.#setting.instance), changes }
    return simulateFleet(this.#demand.perMinute, policy, this.#setting.instance)
  }

  /** The floor at all times. */
  base({ base }: Candidate): number {
    const { min, max, instance } = this.#setting
    return Math.min(max, Math.max(min, Math.round((base * this.#mean) / instance.perMinute)))
  }

  /** The floor in each half hour of the week, learnt from all of the demand. */
  floors(candidate: Candidate): number[] {
    return Array.from({ length: slotsOfWeek }, (_, slot) => this.#floor(candidate, slot, folds))
  }

  /** The fraction of the demand's variance that the median of the same half hour of other weeks explains, or of other days. */
  rhythm(): number {
    const variance = (from: (observation: Observation) => number) =>
      this.#observations.reduce((sum, observation) => sum + (observation.most - from(observation)) ** 2, 0)
    const mean = this.#observations.reduce((sum, { most }) => sum + most, 0) / this.#observations.length
    const all = variance(() => mean)
    const left = (['daily', 'weekend', 'weekly'] as const).map((rhythm) =>
      variance(({ slot, minute }) => this.#usualWithout(rhythm, 0.5, this.#foldOf(minute))[slot]!),
    )
    return all === 0 ? 0 : 1 - Math.min(...left) / all
  }

  #changes(candidate: Candidate): BoundsChange[] {
    if (candidate.rhythm === 'none') return []
    const { instance, max } = this.#setting
    const changes: BoundsChange[] = []
    for (const { slot, minute } of this.#observations) {
      const min = this.#floor(candidate, slot, this.#foldOf(minute))
      const before = changes.at(-1)?.min
      if (min === before) continue
      const early = before !== undefined && min > before ? leadOf(instance) : 0
      changes.push({ minute: Math.max(0, minute - early), min, max })
    }
    return changes
  }

  #floor(candidate: Candidate, slot: number, left: number): number {
    const { rhythm, quantile, margin } = candidate
    if (rhythm === 'none') return this.base(candidate)
    const usual = this.#usualWithout(rhythm, quantile, left)[slot]!
    const floor = Math.ceil((usual * margin) / this.#setting.instance.perMinute - 1e-9)
    return Math.min(this.#setting.max, Math.max(this.base(candidate), floor))
  }

  #foldOf(minute: number): number {
    const { length } = this.#demand.perMinute
    return Math.floor(minute / (length >= folds * week ? week : 1440)) % folds
  }

  #usualWithout(rhythm: Rhythm, quantile: number, left: number): Float64Array {
    const key = `${rhythm} ${quantile} ${left}`
    const known = this.#usual.get(key)
    if (known) return known
    const seen = this.#observations.filter(({ minute }) => this.#foldOf(minute) !== left)
    const usual = usualDemand(seen, rhythm, quantile)
    this.#usual.set(key, usual)
    return usual
  }
}

/** How early a higher floor is asked for: an instance's start, and the minute in which the clock may strike. */
export function leadOf({ startMinutes }: Instance): number {
  return Math.min(29, startMinutes + 1)
}
