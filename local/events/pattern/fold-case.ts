/**
 * EventBridge ignores case letter by letter: each letter of the pattern stands for itself in lower and in upper case, as
 * many letters as that may be. So `ß` stands for `ß` and for `SS`, and not for `ss`.
 */
export function equalsIgnoringCase(pattern: string, text: string): boolean {
  if (pattern === text) return true
  if (isPlain(pattern)) return pattern.toLowerCase() === foldPlain(text)
  return endsOf(pattern, text).has(text.length)
}

export function prefixIgnoringCase(pattern: string, text: string): boolean {
  if (isPlain(pattern)) return foldPlain(text.slice(0, pattern.length)) === pattern.toLowerCase()
  return endsOf(pattern, text).size > 0
}

export function suffixIgnoringCase(pattern: string, text: string): boolean {
  if (isPlain(pattern))
    return foldPlain(text.slice(Math.max(0, text.length - pattern.length))) === pattern.toLowerCase()
  for (let from = 0; from <= text.length; from++)
    if (endsOf(pattern, text.slice(from)).has(text.length - from)) return true
  return false
}

/** One spelling for all that `equalsIgnoringCase` may hold for one text; not every two texts that share it are equal. */
export function foldCase(text: string): string {
  // A sigma at the end of a word has a lower case of its own.
  return isPlain(text) ? text.toLowerCase() : text.toUpperCase().replaceAll('Σ', 'σ').toLowerCase()
}

/** Where the pattern may end in a text that it begins. */
function endsOf(pattern: string, text: string): Set<number> {
  let ends = new Set([0])
  for (const letter of pattern) {
    const next = new Set<number>()
    for (const at of ends)
      for (const form of [letter.toLowerCase(), letter.toUpperCase()])
        if (text.startsWith(form, at)) next.add(at + form.length)
    ends = next
  }
  return ends
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const isPlain = (text: string) => /^[\u0000-\u007f]*$/.test(text)

/** Lower case of ASCII letters alone: the sign of Kelvin is no `k`. */
const foldPlain = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
