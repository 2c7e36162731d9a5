const compiled = new Map<string, RegExp>()

/** Whether a whole value is what a pattern of AWS's models says. They are Java's, which knows classes that JavaScript writes otherwise. */
export function satisfiesPattern(pattern: string, value: string): boolean {
  let regex = compiled.get(pattern)
  if (!regex) {
    regex = compile(pattern)
    compiled.set(pattern, regex)
  }
  return regex.test(value)
}

const POSIX: Record<string, string> = {
  Alnum: 'a-zA-Z0-9',
  Alpha: 'a-zA-Z',
  ASCII: '\\x00-\\x7f',
  Digit: '0-9',
  Graph: '\\x21-\\x7e',
  Lower: 'a-z',
  Print: '\\x20-\\x7e',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  Upper: 'A-Z',
}

/** Throws for a pattern that neither language's rules fit: the models then hold something that nobody has met yet. */
export function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/\\p\{(\w+)\}/g, (text, name: string) => {
      if (!POSIX[name]) return text
      return insideBrackets(pattern, pattern.indexOf(text)) ? POSIX[name] : `[${POSIX[name]}]`
    })
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    // SageMaker's own slip: an end of input before a quantifier, which Java lets pass and which bounds nothing.
    .replace(/\$\{\d+,\d*\}$/, '')
  for (const flags of ['u', ''])
    try {
      return new RegExp(`^(?:${source})$`, flags)
    } catch {}
  return new RegExp(`^(?:${source})$`)
}

function insideBrackets(pattern: string, at: number): boolean {
  const before = pattern.slice(0, at).replace(/\\./g, '')
  return before.lastIndexOf('[') > before.lastIndexOf(']')
}
