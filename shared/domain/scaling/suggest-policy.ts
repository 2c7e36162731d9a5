import { beginnings, type Candidate, space } from './candidate.ts'
import { Rehearsal, type Setting } from './rehearse.ts'
import type { Served } from './simulate-fleet.ts'
import type { Demand } from './trace.ts'

/** What the search weighs against: what target tracking does on the same demand. */
export type Yardstick = Pick<Served, 'requestsOver' | 'instanceHours'>

export interface Suggestion {
  candidate: Candidate
  rehearsal: Rehearsal
}

/** Drawn at random before the best are refined; by a fixed seed, so that the same demand always gives the same policy. */
const draws = 100
const refined = 3
/** The future is never quite the past: what is aimed at leaves this much to spare, and of misses, which are few and far between, more. */
const spare = 0.95
const spareMisses = 0.85

/**
 * Proposes a policy. Where a rhythm explains most of the demand, or the requests that may lie beyond capacity are given, it
 * is the one with the fewest instance-hours that leaves no more of them beyond capacity. Bursts cannot be foreseen: there
 * it is the one that, in as many hours as the yardstick, leaves the fewest requests beyond capacity.
 */
export function suggestPolicy(demand: Demand, setting: Setting, yardstick: Yardstick, allowed?: number): Suggestion {
  const rehearsal = new Rehearsal(demand, setting)
  const known = new Map<string, Yardstick>()
  const serve = (candidate: Candidate) => {
    const key = Object.values(candidate).join()
    const before = known.get(key)
    if (before) return before
    const { requestsOver, instanceHours } = rehearsal.serve(candidate)
    known.set(key, { requestsOver, instanceHours })
    return { requestsOver, instanceHours }
  }
  const hours = yardstick.instanceHours * spare
  if (allowed !== undefined || rehearsal.rhythm() >= explained) {
    const most = Math.max(1e-6, allowed ?? yardstick.requestsOver * spareMisses)
    const cost: Cost = ({ requestsOver, instanceHours }) =>
      instanceHours / hours + 2 * Math.max(0, requestsOver / most - 1)
    return { candidate: search(serve, cost), rehearsal }
  }
  const careful: Cost = ({ requestsOver, instanceHours }) =>
    requestsOver / Math.max(yardstick.requestsOver, 1e-6) + 20 * Math.max(0, instanceHours / hours - 1)
  return { candidate: search(serve, careful), rehearsal }
}

/** Of the demand's variance, what a rhythm must explain to count on it. */
const explained = 0.5

type Cost = (served: Yardstick) => number

function search(serve: (candidate: Candidate) => Yardstick, cost: Cost): Candidate {
  const random = seeded(1)
  const begun = [...beginnings, ...Array.from({ length: draws }, () => drawn(random))]
    .map((candidate) => ({ candidate, cost: cost(serve(candidate)) }))
    .sort((left, right) => left.cost - right.cost)
    .slice(0, refined)
  const found = begun.map((begin) => {
    let best = begin
    for (let before = Number.POSITIVE_INFINITY; best.cost < before; ) {
      before = best.cost
      for (const part of Object.keys(space) as (keyof Candidate)[]) {
        for (const value of space[part]) {
          const candidate = { ...best.candidate, [part]: value }
          const tried = { candidate, cost: cost(serve(candidate)) }
          if (tried.cost < best.cost) best = tried
        }
      }
    }
    return best
  })
  return found.reduce((best, other) => (other.cost < best.cost ? other : best)).candidate
}

function drawn(random: () => number): Candidate {
  const one = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!
  return Object.fromEntries(
    Object.entries(space).map(([part, values]) => [part, one<unknown>(values)]),
  ) as unknown as Candidate
}

/** A linear congruential generator, which is chance enough for drawing a few hundred points. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
