import { invalidPattern } from './invalid-pattern.ts'

/** What AWS lets stand between the percent signs: no groups, no other symbols. */
const ALLOWED = /^(?:[A-Za-z0-9\s_#=@/;,:^$?[\]{}|*+.-]|\\.)*$/

/** Compiles `%expression%`. */
export function regularExpression(text: string): RegExp {
  const inner = /^%(.*)%$/s.exec(text)?.[1]
  if (inner === undefined || !ALLOWED.test(inner)) throw invalidPattern(text)
  try {
    return new RegExp(inner)
  } catch {
    throw invalidPattern(text)
  }
}
