import type { Condition } from './condition.ts'
import { invalidPattern } from './invalid-pattern.ts'
import type { PatternTokens } from './pattern-tokens.ts'
import { parseWildcard, type Wildcard } from './wildcard.ts'
import { isTooComplex } from './wildcard-complexity.ts'

/** The wildcard that the tokens have come to. */
export function parseWildcardMember(tokens: PatternTokens): Condition {
  return wildcardOf(tokens, textOfWildcard(tokens))
}

export function textOfWildcard(tokens: PatternTokens): string {
  if (tokens.token !== 'string') throw tokens.refuse('wildcard match pattern must be a string')
  return tokens.text()
}

export function wildcardOf(tokens: PatternTokens, text: string): Condition {
  return { kind: 'wildcard', wildcard: checked(tokens, text) }
}

function checked(tokens: PatternTokens, text: string): Wildcard {
  let wildcard: Wildcard
  try {
    wildcard = parseWildcard(text)
  } catch (error) {
    throw tokens.refuse((error as Error).message)
  }
  if (isTooComplex(wildcard))
    throw invalidPattern(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    )
  return wildcard
}
