import type { Outcome, Selection } from './simulate.ts'

/** Tries of one shrinking at most; each is a whole simulation. */
export const MOST_TRIES = 120

/**
 * The shortest history that still violates the invariant: takes parts of the actions and faults away, halves first, and
 * keeps what goes on violating it (delta debugging: Zeller and Hildebrandt, 2002).
 */
export async function shrink(
  found: Outcome,
  run: (selection: Selection) => Promise<Outcome>,
  onTry: (left: number) => void = () => {},
): Promise<Outcome> {
  const { invariant } = found.violations[0]!
  let shortest = found
  let tries = 0
  for (let size = lengthOf(shortest); size >= 1 && tries < MOST_TRIES; size = Math.floor(size / 2)) {
    for (let from = 0; from < lengthOf(shortest) && tries < MOST_TRIES; ) {
      const selection = without(shortest.selection, from, size)
      tries++
      const outcome = await run(selection)
      const holds = outcome.violations.some((violation) => violation.invariant === invariant)
      // What no longer came about was not needed either.
      if (holds && lengthOf(outcome) < lengthOf(shortest)) shortest = outcome
      else from += size
      onTry(lengthOf(shortest))
    }
  }
  return shortest
}

const lengthOf = ({ selection: { actions, faults } }: Outcome) => actions.length + faults.length

function without({ actions, faults }: Selection, from: number, size: number): Selection {
  const gone = (index: number) => index >= from && index < from + size
  return {
    faults: faults.filter((_, index) => !gone(index)),
    actions: actions.filter((_, index) => !gone(faults.length + index)),
  }
}
