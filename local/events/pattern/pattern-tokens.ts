import { invalidPattern } from './invalid-pattern.ts'
import { textFault } from './text-fault.ts'

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

interface Open {
  close: '}' | ']'
  first: boolean
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
  readonly #open: Open[] = []

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
    if (inside) this.#separate(inside)
    if (inside?.close !== '}') {
      const { token, from } = this.#scan()
      return this.#found(token, from)
    }
    this.#expect('"', 'double-quote to start field name')
    this.name = JSON.parse(`"${this.#string('name')}`)
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
    return `\n at ${this.#place(at)}`
  }

  #place(at: number): string {
    const before = this.#source.slice(0, at).split('\n')
    return `[Source: ${this.#shown()}; line: ${before.length}, column: ${before.at(-1)!.length + 1}]`
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

  /** What stands before an entry that does not close the object or array: a comma, unless it is the first. */
  #separate(inside: Open): void {
    const char = this.#source[this.#at]
    if (char === '}' || char === ']')
      throw this.#refuseNext(
        `Unexpected close marker '${char}': expected '${inside.close}' (for ${kindOf(inside)} starting at ${this.#place(inside.from)})`,
      )
    if (char === undefined) {
      const start = this.#place(inside.from)
      throw this.refuse(
        `Unexpected end-of-input: expected close marker for ${kindOf(inside)} (start marker at ${start})`,
      )
    }
    if (!inside.first) this.#expect(',', `comma to separate ${kindOf(inside)} entries`)
    inside.first = false
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
    if (this.#open.length > 0 && char === '}') throw this.#refuseNext(`${unexpected(char)}: expected a value`)
    const word = this.#take(WORD)
    if (word === 'true' || word === 'false' || word === 'null') return { token: 'literal', from }
    const wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    if (word) throw this.refuse(`Unrecognized token '${word}': was expecting ${wanted}`)
    throw this.#unexpected(`a valid value ${wanted}`)
  }

  #finishText(): void {
    if (this.#unread) this.#string('string value')
  }

  #string(kind: 'name' | 'string value'): string {
    this.#unread = false
    const text = this.#take(STRING)
    if (text !== undefined) return text
    const { reason, at } = textFault(this.#source, this.#at, kind)
    this.#at = at
    throw this.#refuseNext(reason)
  }

  #expect(char: string, what: string): void {
    this.#skipWhite()
    if (this.#source[this.#at] === undefined) throw this.#endOfInput()
    if (this.#source[this.#at] !== char) throw this.#unexpected(what)
    this.#at++
  }

  #unexpected(wanted: string): Error {
    return this.#refuseNext(`${unexpected(this.#source[this.#at]!)}: was expecting ${wanted}`)
  }

  /** Refuses the character that comes next, and counts it as read. */
  #refuseNext(reason: string): Error {
    const refusal = this.refuse(reason)
    if (this.#at < this.#source.length) this.#at++
    return refusal
  }

  #endOfInput(): Error {
    const inside = this.#open.at(-1)
    if (!inside) return this.refuse('Filter is not an object')
    return this.refuse(`Unexpected end-of-input within/between ${kindOf(inside)} entries`)
  }

  #skipWhite(): void {
    this.#take(WHITE)
    if (this.#source[this.#at] === '/')
      throw this.#refuseNext(
        `${unexpected('/')}: maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)`,
      )
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
const kindOf = ({ close }: Open) => (close === '}' ? 'Object' : 'Array')
const unexpected = (char: string) => `Unexpected character ('${char}' (code ${char.charCodeAt(0)}))`
