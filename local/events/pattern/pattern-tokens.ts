import { invalidPattern } from './invalid-pattern.ts'

export type Token = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'literal'

const SHOWN_AT_MOST = 500
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: a text of JSON cannot hold them as they are.
const STRING = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const WORD = /[A-Za-z0-9_$]+/y
const WHITE = /[ \t\r\n]*/y

interface Scanned {
  token: Token
  from: number
}

/**
 * The tokens of a pattern, read one after the other, so that an error says where it is as EventBridge says it: the place
 * counts from the end of what was read, and that is up to the opening quote of a text that nobody has looked at, and up
 * to the value behind the name of a field.
 */
export class PatternTokens {
  token: Token = '{'
  readonly #source: string
  #at = 0
  #from = 0
  /** The name of the field that was read last. */
  name = ''
  #ahead: Scanned | undefined
  #unread = false
  readonly #open: { close: '}' | ']'; first: boolean; from: number }[] = []

  constructor(source: string) {
    this.#source = source
  }

  next(): Token {
    if (this.#ahead) {
      const { token, from } = this.#ahead
      this.#ahead = undefined
      return this.#found(token, from)
    }
    this.#finishText()
    const inside = this.#open.at(-1)
    this.#skipWhite()
    if (inside && this.#source[this.#at] === inside.close) {
      this.#open.pop()
      this.#at++
      return this.#found(inside.close, this.#at - 1)
    }
    if (inside && !inside.first) this.#expect(',', `comma to separate ${kindOf(inside)} entries`)
    if (inside) inside.first = false
    if (inside?.close !== '}') {
      const { token, from } = this.#scan()
      return this.#found(token, from)
    }
    this.#skipWhite()
    this.#expect('"', 'double-quote to start field name')
    this.name = JSON.parse(`"${this.#string()}`)
    this.#expect(':', 'a colon to separate field name and value')
    this.#ahead = this.#scan()
    return this.#found('name', this.#at)
  }

  /** What was read last, as text: strings without quotes and escapes, numbers as written. */
  text(): string {
    this.#finishText()
    if (this.token === 'name') return this.name
    if (this.token !== 'string') return WORDS.has(this.token) ? this.token : this.#source.slice(this.#from, this.#at)
    return JSON.parse(this.#source.slice(this.#from, this.#at))
  }

  /** The literal that was read last: true, false or null. */
  literal(): boolean | null {
    return JSON.parse(this.text())
  }

  refuse(reason: string): Error {
    return invalidPattern(reason + this.where())
  }

  /** The place of an error, as it stands behind its reason. */
  where(at = this.#at): string {
    const before = this.#source.slice(0, at).split('\n')
    return `\n at [Source: ${this.#shown()}; line: ${before.length}, column: ${before.at(-1)!.length + 1}]`
  }

  #shown(): string {
    const more = this.#source.length - SHOWN_AT_MOST
    return `(String)"${this.#source.slice(0, SHOWN_AT_MOST)}"${more > 0 ? `[truncated ${more} chars]` : ''}`
  }

  #found(token: Token, from: number): Token {
    this.#from = from
    this.token = token
    return token
  }

  #scan(): Scanned {
    this.#skipWhite()
    const from = this.#at
    const char = this.#source[from]
    if (char === '{' || char === '[') {
      this.#open.push({ close: char === '{' ? '}' : ']', first: true, from })
      this.#at++
      return { token: char, from }
    }
    if (char === '"') {
      this.#at++
      this.#unread = true
      return { token: 'string', from }
    }
    if (char === undefined) throw this.#endOfInput()
    if (/[-\d]/.test(char) && this.#take(NUMBER)) return { token: 'number', from }
    const word = this.#take(WORD)
    if (word === 'true' || word === 'false' || word === 'null') return { token: 'literal', from }
    const wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    if (word) throw this.refuse(`Unrecognized token '${word}': was expecting ${wanted}`)
    throw this.#unexpected(`a valid value ${wanted}`)
  }

  #finishText(): void {
    if (this.#unread) this.#string()
  }

  #string(): string {
    this.#unread = false
    const text = this.#take(STRING)
    if (text === undefined)
      throw this.refuse('Unexpected end-of-input in VALUE_STRING, or a character that a text cannot hold as it is')
    return text
  }

  #expect(char: string, what: string): void {
    this.#skipWhite()
    if (this.#source[this.#at] === undefined) throw this.#endOfInput()
    if (this.#source[this.#at] !== char) throw this.#unexpected(what)
    this.#at++
  }

  #unexpected(wanted: string): Error {
    const char = this.#source[this.#at]!
    return this.refuse(`Unexpected character ('${char}' (code ${char.charCodeAt(0)})): was expecting ${wanted}`)
  }

  #endOfInput(): Error {
    const inside = this.#open.at(-1)
    if (!inside) return this.refuse('No content to map due to end-of-input')
    const start = this.where(inside.from).replace(/^\n at \[/, '[')
    return this.refuse(
      `Unexpected end-of-input: expected close marker for ${kindOf(inside)} (start marker at ${start.slice(0, -1)}])`,
    )
  }

  #skipWhite(): void {
    this.#take(WHITE)
  }

  #take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#source)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    return found
  }
}

const WORDS = new Set<string>(['{', '}', '[', ']'])
const kindOf = ({ close }: { close: '}' | ']' }) => (close === '}' ? 'Object' : 'Array')
