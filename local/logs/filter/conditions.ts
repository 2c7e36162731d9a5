/** Splits at an operator that stands outside of quotes, expressions and parentheses. */
function splitAt(text: string, operator: '&&' | '||'): string[] {
  const parts: string[] = []
  let depth = 0
  let inside: string | undefined
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (inside) {
      if (sign === inside) inside = undefined
    } else if (sign === '"' || sign === "'" || sign === '%') inside = sign
    else if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(from, at))
      at++
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

/** Reads `a && (b || c)`: `&&` binds closer; `leaf` reads one condition. */
export function readConditions<T>(text: string, leaf: (text: string) => (value: T) => boolean): (value: T) => boolean {
  const either = splitAt(text, '||')
  if (either.length > 1) {
    const tests = either.map((part) => readConditions(part, leaf))
    return (value) => tests.some((test) => test(value))
  }
  const both = splitAt(text, '&&')
  if (both.length > 1) {
    const tests = both.map((part) => readConditions(part, leaf))
    return (value) => tests.every((test) => test(value))
  }
  const inner = /^\s*\((.*)\)\s*$/s.exec(text)?.[1]
  return inner === undefined ? leaf(text.trim()) : readConditions(inner, leaf)
}
