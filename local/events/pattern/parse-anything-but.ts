import { type Condition, LARGEST_COMPARABLE } from './condition.ts'
import { beyondRange } from './invalid-pattern.ts'
import { numberOf } from './leaf.ts'
import { textOfWildcard, wildcardOf } from './parse-wildcard-member.ts'
import type { PatternTokens } from './pattern-tokens.ts'

type Nested = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard'

const NESTED = new Set<string>(['prefix', 'suffix', 'equals-ignore-case', 'wildcard'])
const TOO_MANY = 'Too many elements in numeric expression'

/** A value, a list of texts or of numbers, or an object of one operator with a text or a list of texts. */
export function parseAnythingBut(tokens: PatternTokens): Condition {
  let nested: Nested | undefined
  if (tokens.token === '{') {
    if (tokens.next() !== 'name') throw tokens.refuse('Anything-But expression name not found')
    if (!NESTED.has(tokens.name)) throw tokens.refuse(`Unsupported anything-but pattern: ${tokens.name}`)
    nested = tokens.name as Nested
    tokens.next()
  }
  if (tokens.token !== '[' && tokens.token !== 'string' && tokens.token !== 'number')
    throw tokens.refuse('Value of anything-but must be an array or single string/number value.')
  const but = tokens.token === '[' ? parseList(tokens, nested) : [parseOne(tokens, nested)()]
  if (tokens.next() !== '}') throw tokens.refuse(TOO_MANY)
  if (nested && tokens.next() !== '}') throw tokens.refuse(TOO_MANY)
  return { kind: 'anything-but', but }
}

function parseList(tokens: PatternTokens, nested: Nested | undefined): Condition[] {
  const but: (() => Condition)[] = []
  const kinds = new Set<string>()
  try {
    while (tokens.next() !== ']') {
      but.push(parseOne(tokens, nested))
      kinds.add(tokens.token)
    }
  } catch (error) {
    // What goes wrong inside a list is told with its place twice.
    throw Object.assign(error as Error, { message: (error as Error).message + tokens.where() })
  }
  if (!nested && kinds.size !== 1)
    throw tokens.refuse('Inside anything but list, either all values are number or string, mixed type is not supported')
  return but.map((one) => one())
}

/** A wildcard is looked into when its whole list has been read, and refused there. */
function parseOne(tokens: PatternTokens, nested: Nested | undefined): () => Condition {
  if (nested === 'wildcard') {
    const wildcard = textOfWildcard(tokens)
    return () => wildcardOf(tokens, wildcard)
  }
  if (tokens.token === 'number' && !nested) {
    const leaf = comparable(tokens)
    return () => ({ kind: 'equals', leaf })
  }
  if (tokens.token !== 'string') throw tokens.refuse(refusal(nested))
  const text = tokens.text()
  if (!nested) return () => ({ kind: 'equals', leaf: text })
  if (text === '' && nested !== 'equals-ignore-case') throw tokens.refuse('Null prefix/suffix not allowed')
  return () => ({ kind: nested, text })
}

function comparable(tokens: PatternTokens): number {
  const value = numberOf(tokens.text())
  if (typeof value !== 'number' || Math.abs(value) > LARGEST_COMPARABLE) throw tokens.refuse(beyondRange)
  return value
}

function refusal(nested: Nested | undefined): string {
  if (!nested) return 'Inside anything but list, start|null|boolean is not supported.'
  return nested === 'equals-ignore-case'
    ? 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.'
    : 'prefix/suffix match pattern must be a string'
}
