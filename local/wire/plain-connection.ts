import { STATUS_CODES, validateHeaderValue } from 'node:http'
import type { Socket } from 'node:net'
import { type ReadRequest, readRequest } from './read-request.ts'

/** A whole answer. */
export interface PlainAnswer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

export interface PlainHandler {
  /** How to answer a request; undefined for one that is not answered here. */
  take(request: ReadRequest): (() => Promise<PlainAnswer | undefined>) | undefined
  /** Before the first byte of an answer that is not an internal failure, and around it. */
  beforeAnswer(status: number): void
  afterAnswer(): void
  /** Takes the connection over, with the bytes that have come and are not answered. */
  handOver(socket: Socket, unread: Buffer): void
  idleMs: number
}

/** A body that leaves together with its head, by one write. */
const COPIED = 16 * 1024

/**
 * A connection for as long as only plain requests for small answers come on it, one after another. It does what
 * node:http does for such a one, in a fraction of the time; at anything else it gives the connection over for good.
 */
export class PlainConnection {
  readonly #socket: Socket
  readonly #handler: PlainHandler
  #held: Buffer = Buffer.alloc(0)
  #busy = false

  constructor(socket: Socket, handler: PlainHandler) {
    this.#socket = socket
    this.#handler = handler
    socket.on('data', this.#take).on('timeout', this.#idle).on('error', this.#failed)
    socket.setTimeout(handler.idleMs)
  }

  get busy(): boolean {
    return this.#busy
  }

  readonly #take = (chunk: Buffer): void => {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    // Who sends ahead waits for its answers.
    if (this.#busy) this.#socket.pause()
    else this.#next()
  }

  readonly #idle = (): void => {
    if (!this.#busy) this.#socket.destroy()
  }

  readonly #failed = (): void => void this.#socket.destroy()

  #next(): void {
    const request = readRequest(this.#held)
    if (request === 'more') return
    const answer = request === 'other' ? undefined : this.#handler.take(request)
    if (request === 'other' || !answer) {
      this.#handOver()
      return
    }
    this.#held = this.#held.subarray(request.length)
    this.#busy = true
    void this.#answer(answer)
  }

  async #answer(answer: () => Promise<PlainAnswer | undefined>): Promise<void> {
    try {
      const found = await answer()
      if (found) this.#write(found)
      else this.#socket.destroy()
    } catch (error) {
      console.error(error)
      this.#socket.end('HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    }
    this.#busy = false
    if (this.#socket.destroyed) return
    if (this.#socket.isPaused()) this.#socket.resume()
    if (this.#held.length > 0) this.#next()
  }

  #write({ status, headers, body }: PlainAnswer): void {
    this.#handler.beforeAnswer(status)
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
    for (const name in headers) {
      validateHeaderValue(name, headers[name]!)
      head += `${name}: ${headers[name]}\r\n`
    }
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const length = status === 204 ? '' : `content-length: ${bytes.length}\r\n`
    head += `date: ${httpDate()}\r\nconnection: keep-alive\r\nkeep-alive: timeout=${this.#handler.idleMs / 1000}\r\n${length}\r\n`
    if (bytes.length <= COPIED) this.#socket.write(head + bytes.toString('latin1'), 'latin1')
    else {
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(bytes)
      this.#socket.uncork()
    }
    this.#handler.afterAnswer()
  }

  #handOver(): void {
    this.#socket.off('data', this.#take).off('timeout', this.#idle).off('error', this.#failed)
    this.#socket.setTimeout(0)
    this.#handler.handOver(this.#socket, this.#held)
  }
}

let second = 0
let text = ''

/** Now, made once a second. */
function httpDate(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    text = new Date(now * 1000).toUTCString()
  }
  return text
}
