/** The literal stretches between the stars of a wildcard pattern: one more than it has stars. */
export type Wildcard = readonly string[]

/** First stretch at the start, last at the end, the others at their earliest place between: no backtracking. */
export function matchesWildcard(wildcard: Wildcard, text: string): boolean {
  const first = wildcard[0]!
  const last = wildcard.at(-1)!
  if (wildcard.length === 1) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (let i = 1; i < wildcard.length - 1; i++) {
    const found = text.indexOf(wildcard[i]!, at)
    if (found < 0) return false
    at = found + wildcard[i]!.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/** `\*` and `\\` escape; `**` and other escapes are errors, told with the byte at which they stand. */
export function parseWildcard(pattern: string): Wildcard {
  const stretches = ['']
  // EventBridge counts the bytes of the text in its quotes.
  let byte = 1
  const chars = [...pattern]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    const next = chars[i + 1]
    if (char === '*') {
      if (next === '*') throw new Error(`Consecutive wildcard characters at pos ${byte}`)
      stretches.push('')
    } else if (char === '\\') {
      if (next !== '*' && next !== '\\') throw new Error(`Invalid escape character at pos ${byte}`)
      stretches[stretches.length - 1] += next
      byte++
      i++
    } else stretches[stretches.length - 1] += char
    byte += Buffer.byteLength(char)
  }
  return stretches
}
