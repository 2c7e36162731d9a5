/** The first thing that is wrong with JSON text, and where the parser was when it saw it; both count from 1. */
export interface JsonProblem {
  message: string
  line: number
  column: number
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const LITERAL = /^(?:true|false|null)(?![\w$])/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings cannot hold them.
const STRING = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u
const WORD = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u

/** As the parser that AWS uses says it; undefined where this one finds nothing wrong. */
export function jsonProblem(text: string): JsonProblem | undefined {
  let at = 0
  const here = (message: string, end = at): JsonProblem => {
    const before = text.slice(0, end).split('\n')
    return { message, line: before.length, column: before.at(-1)!.length + 1 }
  }
  const unexpected = (expected: string) => {
    const character = String.fromCodePoint(text.codePointAt(at)!)
    return here(`Unexpected character ('${character}' (code ${character.codePointAt(0)})): ${expected}`, at + 1)
  }
  const skip = (pattern: RegExp): boolean => {
    const found = pattern.exec(text.slice(at))
    if (found) at += found[0].length
    return found !== null
  }
  const take = (character: string): boolean => {
    skip(/^[ \t\r\n]+/)
    if (text[at] !== character) return false
    at++
    return true
  }
  const ended = (what: string) => here(`Unexpected end-of-input ${what}`)

  const string = (): JsonProblem | undefined =>
    skip(STRING) ? undefined : ended('in a string value: was expecting a closing quote')

  function value(): JsonProblem | undefined {
    if (take('{')) return entries('Object', '}')
    if (take('[')) return entries('Array', ']')
    if (at >= text.length) return ended('where a value was expected')
    if (text[at] === '"') return string()
    if (skip(LITERAL) || skip(NUMBER)) return undefined
    const word = WORD.exec(text.slice(at))?.[0]
    if (word) return here(`Unrecognized token '${word}': was expecting ${VALUES}`, at + word.length)
    return unexpected(`expected a valid value ${VALUES}`)
  }

  function entries(kind: 'Object' | 'Array', close: string): JsonProblem | undefined {
    if (take(close)) return undefined
    for (;;) {
      const problem = kind === 'Object' ? (key() ?? value()) : value()
      if (problem) return problem
      if (take(close)) return undefined
      if (take(',')) continue
      if (at >= text.length) return ended(`within/between ${kind} entries`)
      return unexpected(`was expecting comma to separate ${kind} entries`)
    }
  }

  function key(): JsonProblem | undefined {
    skip(/^[ \t\r\n]+/)
    if (at >= text.length) return ended('within/between Object entries')
    if (text[at] !== '"') return unexpected('was expecting double-quote to start field name')
    const problem = string()
    if (problem || take(':')) return problem
    return at >= text.length
      ? ended('within/between Object entries')
      : unexpected('was expecting a colon to separate field name and value')
  }

  const problem = value()
  if (problem) return problem
  skip(/^[ \t\r\n]+/)
  return at < text.length ? unexpected('was expecting the end of the text') : undefined
}
