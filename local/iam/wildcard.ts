const compiled = new Map<string, RegExp>()

/** IAM's wildcards: `*` any run of characters, `?` any one. */
export function matchesWildcard(pattern: string, text: string, ignoreCase = false): boolean {
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`
  let regex = compiled.get(key)
  if (!regex) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
      .replaceAll(LITERAL, (char) => `\\${String.fromCharCode(char.charCodeAt(0) - OFFSET)}`)
    regex = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
    compiled.set(key, regex)
  }
  return regex.test(text)
}

/** ArnLike and ArnEquals compare each of the six parts of an ARN by itself: a wildcard does not reach over a colon. */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern)
  const actual = partsOf(arn)
  return wanted.length === actual.length && wanted.every((part, index) => matchesWildcard(part, actual[index]!))
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** A private character stands for a `*`, `?` or `$` that a policy variable wrote literally. */
const OFFSET = 0xe000
const LITERAL = /[\ue024\ue02a\ue03f]/g
export const literally = (char: string) => String.fromCharCode(char.charCodeAt(0) + OFFSET)
