import type { FlatEvent } from './flatten-event.ts'
import { matchesAlternative } from './match-alternative.ts'
import { parsePattern } from './parse-pattern.ts'

export interface CompiledPattern {
  matches(event: FlatEvent): boolean
}

/** One event pattern by itself; many are matched by a RuleMachine. Throws InvalidEventPatternException. */
export function compilePattern(text: string): CompiledPattern {
  const alternatives = parsePattern(text)
  return { matches: (event) => alternatives.some((alternative) => matchesAlternative(alternative, event)) }
}
