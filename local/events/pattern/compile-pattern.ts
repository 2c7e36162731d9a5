import type { FlatEvent } from './flatten-event.ts'
import { invalidPattern } from './invalid-pattern.ts'
import { NumberText, parseJsonKeepingNumbers } from './json-tokens.ts'
import { type Condition, compileCondition } from './leaf-condition.ts'
import { matchesAlternative } from './match-alternative.ts'

/** One way to satisfy a pattern: for each path the conditions of which one must hold. `$or` makes several. */
export type Alternative = ReadonlyMap<string, Condition[]>

export interface CompiledPattern {
  matches(event: FlatEvent): boolean
  /** The values that `source` must have for any match, where the pattern fixes them exactly. */
  readonly sources: readonly string[] | undefined
}

const MOST_ALTERNATIVES = 1000
/** Words that `$or` does not accept as names of fields. */
const RESERVED = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard
   not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range
   ip-address-not-in-range`.split(/\s+/),
)

/** Compiles an event pattern once, so that matching it costs a few look-ups. Throws InvalidEventPatternException. */
export function compilePattern(text: string): CompiledPattern {
  const alternatives = alternativesOf(parse(text), '', [new Map()], false)
  return {
    matches: (event) => alternatives.some((alternative) => matchesAlternative(alternative, event)),
    sources: exactSources(alternatives),
  }
}

function parse(text: string): unknown {
  try {
    return parseJsonKeepingNumbers(text)
  } catch (error) {
    throw invalidPattern((error as Error).message)
  }
}

function alternativesOf(pattern: unknown, path: string, soFar: Alternative[], insideOr: boolean): Alternative[] {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern) || pattern instanceof NumberText)
    throw invalidPattern('Filter is not an object')
  const members = Object.entries(pattern)
  if (members.length === 0) throw invalidPattern('Empty objects are not allowed')
  let alternatives = soFar
  for (const [name, value] of members) {
    const at = path ? `${path}.${name}` : name
    if (name === '$or') alternatives = either(value, path, alternatives)
    else if (insideOr && RESERVED.has(name))
      throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`)
    else if (Array.isArray(value)) {
      if (value.length === 0) throw invalidPattern('Empty arrays are not allowed')
      const conditions = value.map(compileCondition)
      alternatives = alternatives.map((alternative) => new Map(alternative).set(at, conditions))
    } else if (typeof value === 'object' && value !== null && !(value instanceof NumberText))
      alternatives = alternativesOf(value, at, alternatives, insideOr)
    else throw invalidPattern(`"${name}" must be an object or an array`)
  }
  return alternatives
}

function either(choices: unknown, path: string, soFar: Alternative[]): Alternative[] {
  if (!Array.isArray(choices)) throw invalidPattern('It must be an Array followed with $or.')
  if (choices.length < 2) throw invalidPattern('There must have at least 2 Objects in $or relationship.')
  const alternatives = choices.flatMap((choice) => {
    if (typeof choice !== 'object' || choice === null || Array.isArray(choice) || choice instanceof NumberText)
      throw invalidPattern('Only JSON object is allowed in array of $or relationship.')
    return alternativesOf(choice, path, soFar, true)
  })
  if (alternatives.length > MOST_ALTERNATIVES)
    throw invalidPattern(`$or has more than ${MOST_ALTERNATIVES} combinations.`)
  return alternatives
}

function exactSources(alternatives: Alternative[]): string[] | undefined {
  const conditions = alternatives.map((alternative) => alternative.get('source'))
  const sources = conditions.flatMap((list) => list?.map(({ exactly }) => exactly) ?? [undefined])
  return sources.every((source) => source !== undefined) ? [...new Set(sources)] : undefined
}
