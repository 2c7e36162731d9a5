import type { Condition } from './condition.ts'
import { parseMember } from './parse-member.ts'
import { PatternTokens } from './pattern-tokens.ts'

/** One way to satisfy a pattern: for each path the conditions of which one must hold. `$or` makes several. */
export type Alternative = ReadonlyMap<string, readonly Condition[]>

const MOST_ALTERNATIVES = 1000
/** Words that `$or` does not accept as names of fields. */
const RESERVED = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard
   not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range
   ip-address-not-in-range`.split(/\s+/),
)

/** Reads an event pattern. Throws InvalidEventPatternException, which says why and where. */
export function parsePattern(text: string): Alternative[] {
  const tokens = new PatternTokens(text)
  if (tokens.next() !== '{') throw tokens.refuse('Filter is not an object')
  return parseObject(tokens, '', [], false)
}

function parseObject(tokens: PatternTokens, path: string, soFar: Alternative[], insideOr: boolean): Alternative[] {
  let alternatives = soFar
  let empty = true
  while (tokens.next() !== '}') {
    empty = false
    const name = tokens.name
    if (name === '$or') {
      alternatives = parseOr(tokens, path, alternatives)
      continue
    }
    if (insideOr && RESERVED.has(name))
      throw tokens.refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`)
    const at = path ? `${path}.${name}` : name
    const value = tokens.next()
    if (value === '{') alternatives = parseObject(tokens, at, alternatives, insideOr)
    else if (value === '[') {
      const conditions = parseMembers(tokens)
      alternatives = (alternatives.length > 0 ? alternatives : [new Map()]).map((alternative) =>
        new Map(alternative).set(at, conditions),
      )
    } else throw tokens.refuse(`"${name}" must be an object or an array`)
  }
  if (empty) throw tokens.refuse('Empty objects are not allowed')
  return alternatives
}

function parseOr(tokens: PatternTokens, path: string, soFar: Alternative[]): Alternative[] {
  if (tokens.next() !== '[') throw tokens.refuse('It must be an Array followed with $or.')
  const alternatives: Alternative[] = []
  let choices = 0
  while (tokens.next() !== ']') {
    choices++
    if (tokens.token !== '{') throw tokens.refuse('Only JSON object is allowed in array of $or relationship.')
    alternatives.push(...parseObject(tokens, path, soFar, true))
    if (alternatives.length > MOST_ALTERNATIVES)
      throw tokens.refuse(`$or has more than ${MOST_ALTERNATIVES} combinations.`)
  }
  if (choices < 2) throw tokens.refuse('There must have at least 2 Objects in $or relationship.')
  return alternatives
}

function parseMembers(tokens: PatternTokens): Condition[] {
  const conditions: Condition[] = []
  while (tokens.next() !== ']') conditions.push(...parseMember(tokens))
  if (conditions.length === 0) throw tokens.refuse('Empty arrays are not allowed')
  return conditions
}
