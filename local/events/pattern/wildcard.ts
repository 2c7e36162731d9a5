import { invalidPattern } from './invalid-pattern.ts'

/** Positions of a wildcard pattern that an input could stand at, at once; EventBridge publishes the rule, not the number. */
const TOO_COMPLEX = 10
const EXPLORED_AT_MOST = 2000

const ANY = Symbol('*')
type Step = string | typeof ANY

/** A test for `*`-patterns: `\*` and `\\` escape, `**` is refused, and so is a pattern that is too complex. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const steps = parse(pattern)
  if (complexity(steps) >= TOO_COMPLEX)
    throw invalidPattern(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    )
  const segments = segmentsOf(steps)
  return (text) => fits(segments, text)
}

/** The literal stretches between wildcards. */
function segmentsOf(steps: Step[]): string[] {
  const segments = ['']
  for (const step of steps)
    if (step === ANY) segments.push('')
    else segments[segments.length - 1] += step
  return segments
}

/** First stretch at the start, last at the end, the others at their earliest place between: no backtracking. */
function fits([first = '', ...others]: string[], text: string): boolean {
  const last = others.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const segment of others) {
    const found = text.indexOf(segment, at)
    if (found < 0) return false
    at = found + segment.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

function parse(pattern: string): Step[] {
  const chars = [...pattern]
  const steps: Step[] = []
  for (let i = 0; i < chars.length; i++) {
    const next = chars[i + 1]
    if (chars[i] === '*') {
      if (next === '*') throw invalidPattern(`Consecutive wildcard characters at pos ${i}`)
      steps.push(ANY)
    } else if (chars[i] === '\\') {
      if (next !== '*' && next !== '\\') throw invalidPattern(`Invalid escape character at pos ${i}`)
      steps.push(next)
      i++
    } else steps.push(chars[i]!)
  }
  return steps
}

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
