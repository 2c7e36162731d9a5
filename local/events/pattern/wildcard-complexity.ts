import type { Wildcard } from './wildcard.ts'

/** Places of a wildcard pattern that an input could stand at, at once; EventBridge publishes the rule, not the number. */
const TOO_COMPLEX = 10
const EXPLORED_AT_MOST = 2000

const ANY = Symbol('*')
type Step = string | typeof ANY

export const isTooComplex = (wildcard: Wildcard) => complexity(stepsOf(wildcard)) >= TOO_COMPLEX

const stepsOf = (wildcard: Wildcard): Step[] =>
  wildcard.flatMap((stretch, index) => (index === 0 ? [...stretch] : [ANY, ...stretch]))

/** The largest number of places an input can hold in the pattern at one time, literal and wildcard places both counted. */
function complexity(steps: Step[]): number {
  if (steps.filter((step) => step === ANY).length === 0) return 0
  const alphabet = [...new Set(steps.filter((step) => step !== ANY)), '\u0000']
  const open = (positions: number[]) => {
    const all = new Set(positions)
    for (const at of positions) if (steps[at] === ANY) all.add(at + 1)
    return [...all].sort((a, b) => a - b)
  }
  const start = open([0])
  const seen = new Set([start.join()])
  const todo = [start]
  let most = 0
  for (let state = todo.pop(); state && seen.size < EXPLORED_AT_MOST; state = todo.pop()) {
    most = Math.max(most, places(steps, state))
    for (const char of alphabet) {
      const moved = state.flatMap((at) => (steps[at] === ANY ? [at] : steps[at] === char ? [at + 1] : []))
      const next = open(moved)
      if (next.length === 0 || seen.has(next.join())) continue
      seen.add(next.join())
      todo.push(next)
    }
  }
  return most
}

/** A place is a loop on a wildcard, or a literal just read; position p > 0 is one more when what led there was a literal. */
const places = (steps: Step[], state: number[]) =>
  state.filter((at) => steps[at] === ANY).length + state.filter((at) => at > 0 && steps[at - 1] !== ANY).length
