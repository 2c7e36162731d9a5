import type { Rhythm } from './weekly-demand.ts'

/** A point of the policy space that is searched. */
export interface Candidate {
  /** What floors are learnt from; without one the fleet has no rhythm. */
  rhythm: Rhythm | 'none'
  /** Of the demand seen in a slot, the floor follows this quantile, times `margin`. */
  quantile: number
  margin: number
  /** A floor at all times, as a multiple of what the mean demand needs. */
  base: number
  /** What the target holds, as a fraction of an instance's maximum; above 1 it acts only when requests are missed. */
  load: number
  /** Minutes. */
  scaleInCooldown: number
  /** A step policy that acts after one minute at this load; 0 for none. */
  stepAt: number
  /** Per cent that it adds, and twice that from half an instance's maximum above. */
  stepPercent: number
  /** A step policy that takes a tenth away below this load, instead of the target's own way in; 0 for none. */
  inAt: number
  /** Minutes that it waits. */
  inAfter: number
}

/** The values that the search tries for each part. */
export const space: { readonly [Part in keyof Candidate]: readonly Candidate[Part][] } = {
  rhythm: ['none', 'daily', 'weekend', 'weekly'],
  quantile: [0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1],
  margin: [0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2],
  base: [0, 0.5, 1, 1.5, 2, 2.5, 3],
  load: [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.2, 2],
  scaleInCooldown: [0, 5, 15, 30, 60],
  stepAt: [0, 0.6, 0.7, 0.8, 0.9, 1],
  stepPercent: [25, 50, 100, 200],
  inAt: [0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85],
  inAfter: [1, 3, 5, 10],
}

const beginning = { quantile: 0.75, margin: 1, base: 0, scaleInCooldown: 5, stepPercent: 100, inAt: 0, inAfter: 3 }

/** Where the search sets out: target tracking as recommended, and each rhythm with a target or a step for what it does not foresee. */
export const beginnings: readonly Candidate[] = [
  { ...beginning, rhythm: 'none', load: 0.7, stepAt: 0 },
  ...space.rhythm.flatMap((rhythm) => [
    { ...beginning, rhythm, load: 0.9, stepAt: 0 },
    { ...beginning, rhythm, load: 1, stepAt: 1, scaleInCooldown: 0 },
  ]),
]
