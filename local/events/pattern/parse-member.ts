import type { Condition } from './condition.ts'
import { ipAlone, parseCidr } from './ip-range.ts'
import { numberOf } from './leaf.ts'
import { parseAnythingBut } from './parse-anything-but.ts'
import { parseNumeric } from './parse-numeric.ts'
import { parseWildcardMember } from './parse-wildcard-member.ts'
import type { PatternTokens } from './pattern-tokens.ts'

/** The member of a pattern's array that the tokens have come to: a value, or an object of one operator. */
export function parseMember(tokens: PatternTokens): Condition[] {
  switch (tokens.token) {
    case '{':
      return [parseOperator(tokens)]
    case 'string': {
      const text = tokens.text()
      const ip = ipAlone(text)
      // Two spellings of one address are the same value.
      return [ip ? { kind: 'cidr', range: ip } : { kind: 'equals', leaf: text }]
    }
    case 'number':
      return [{ kind: 'equals', leaf: numberOf(tokens.text()) }]
    case 'literal':
      return [{ kind: 'equals', leaf: tokens.literal() }]
    default:
      throw tokens.refuse('Match value must be String, number, true, false, or null')
  }
}

function parseOperator(tokens: PatternTokens): Condition {
  if (tokens.next() !== 'name') throw tokens.refuse('Match expression name not found')
  const name = tokens.name
  const parse = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (!parse) throw tokens.refuse(`Unrecognized match type ${name}`)
  tokens.next()
  return parse(tokens)
}

const OPERATORS: Record<string, (tokens: PatternTokens) => Condition> = {
  exactly: (tokens) => ({ kind: 'equals', leaf: onlyText(tokens, 'exact match pattern must be a string') }),
  prefix: (tokens) => parseAffix(tokens, 'prefix'),
  suffix: (tokens) => parseAffix(tokens, 'suffix'),
  'equals-ignore-case': (tokens) => ({
    kind: 'equals-ignore-case',
    text: onlyText(tokens, 'equals-ignore-case match pattern must be a string'),
  }),
  wildcard: (tokens) => {
    const wildcard = parseWildcardMember(tokens)
    close(tokens)
    return wildcard
  },
  cidr: (tokens) => {
    if (tokens.token !== 'string') throw tokens.refuse('prefix match pattern must be a string')
    const range = parseCidr(tokens.text())
    close(tokens)
    return { kind: 'cidr', range }
  },
  numeric: parseNumeric,
  exists: (tokens) => {
    const wanted = tokens.token === 'literal' ? tokens.literal() : null
    if (wanted === null) throw tokens.refuse('exists match pattern must be either true or false.')
    close(tokens)
    return { kind: wanted ? 'exists' : 'absent' }
  },
  'anything-but': parseAnythingBut,
}

function parseAffix(tokens: PatternTokens, kind: 'prefix' | 'suffix'): Condition {
  if (tokens.token !== '{') return { kind, text: onlyText(tokens, `${kind} match pattern must be a string`) }
  const title = kind === 'prefix' ? 'Prefix' : 'Suffix'
  if (tokens.next() !== 'name') throw tokens.refuse(`${title} expression name not found`)
  if (tokens.name !== 'equals-ignore-case') throw tokens.refuse(`Unsupported ${kind} pattern: ${tokens.name}`)
  tokens.next()
  const text = onlyText(tokens, 'equals-ignore-case match pattern must be a string')
  close(tokens)
  return { kind: `${kind}-ignore-case`, text }
}

function onlyText(tokens: PatternTokens, refusal: string): string {
  if (tokens.token !== 'string') throw tokens.refuse(refusal)
  const text = tokens.text()
  close(tokens)
  return text
}

function close(tokens: PatternTokens): void {
  if (tokens.next() !== '}') throw tokens.refuse('Only one key allowed in match expression')
}
