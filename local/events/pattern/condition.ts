import { equalsIgnoringCase, prefixIgnoringCase, suffixIgnoringCase } from './fold-case.ts'
import type { IpRange } from './ip-range.ts'
import { contains, ipNumber } from './ip-range.ts'
import { type Leaf, NumberText } from './leaf.ts'
import { matchesWildcard, type Wildcard } from './wildcard.ts'

/** What one member of a pattern's array asks of a leaf. */
export type Condition =
  | { kind: 'equals'; leaf: Leaf }
  | { kind: 'prefix' | 'suffix' | 'equals-ignore-case'; text: string }
  /** Prefix and suffix in any case. */
  | { kind: 'prefix-ignore-case' | 'suffix-ignore-case'; text: string }
  | { kind: 'wildcard'; wildcard: Wildcard }
  | { kind: 'numeric'; range: NumericRange }
  | { kind: 'cidr'; range: IpRange }
  /** Any leaf that none of these accepts. */
  | { kind: 'anything-but'; but: Condition[] }
  | { kind: 'exists' }
  /** `exists: false`: no leaf satisfies it. */
  | { kind: 'absent' }

export interface NumericRange {
  from: number
  fromOpen: boolean
  to: number
  toOpen: boolean
}

/** Numbers beyond it satisfy no range. */
export const LARGEST_COMPARABLE = 5e9

export function satisfies(condition: Condition, leaf: Leaf): boolean {
  switch (condition.kind) {
    case 'equals':
      return sameLeaf(condition.leaf, leaf)
    case 'exists':
      return true
    case 'absent':
      return false
    case 'numeric':
      return typeof leaf === 'number' && Math.abs(leaf) <= LARGEST_COMPARABLE && inRange(condition.range, leaf)
    case 'anything-but':
      return !condition.but.some((one) => satisfies(one, leaf))
    default:
      return typeof leaf === 'string' && satisfiesText(condition, leaf)
  }
}

function satisfiesText(condition: Condition, text: string): boolean {
  switch (condition.kind) {
    case 'prefix':
      return text.startsWith(condition.text)
    case 'suffix':
      return text.endsWith(condition.text)
    case 'equals-ignore-case':
      return equalsIgnoringCase(condition.text, text)
    case 'prefix-ignore-case':
      return prefixIgnoringCase(condition.text, text)
    case 'suffix-ignore-case':
      return suffixIgnoringCase(condition.text, text)
    case 'wildcard':
      return matchesWildcard(condition.wildcard, text)
    case 'cidr': {
      const ip = ipNumber(text)
      return ip !== undefined && contains(condition.range, ip)
    }
    default:
      return false
  }
}

const sameLeaf = (a: Leaf, b: Leaf) =>
  a === b || (a instanceof NumberText && b instanceof NumberText && a.text === b.text)

export const inRange = ({ from, fromOpen, to, toOpen }: NumericRange, value: number) =>
  (fromOpen ? value > from : value >= from) && (toOpen ? value < to : value <= to)

/** The same for equal conditions, however they were written. */
export function conditionKey(condition: Condition): string {
  switch (condition.kind) {
    case 'equals': {
      const { leaf } = condition
      return leaf instanceof NumberText ? `=#${leaf.text}` : `=${typeof leaf === 'string' ? `"${leaf}` : leaf}`
    }
    case 'anything-but':
      return `!${condition.but.map(conditionKey).sort().join('\n!')}`
    case 'wildcard':
      return `wildcard ${condition.wildcard.join('\n*')}`
    case 'numeric': {
      const { from, fromOpen, to, toOpen } = condition.range
      return `numeric ${fromOpen ? '(' : '['}${from},${to}${toOpen ? ')' : ']'}`
    }
    case 'cidr':
      return `cidr ${condition.range.bits} ${condition.range.mask} ${condition.range.prefix}`
    case 'exists':
    case 'absent':
      return condition.kind
    default:
      return `${condition.kind} ${condition.text}`
  }
}
