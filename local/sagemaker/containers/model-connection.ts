import type { Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'
import type { ModelResponse } from './serving-instance.ts'

/** The container closed a kept connection just as it was used again, and answered nothing. */
export class ConnectionGone extends Error {
  /** What was sent was thrown away, rather than read by one who then ended. */
  readonly unread: boolean

  constructor(unread: boolean) {
    super('socket hang up')
    this.unread = unread
  }
}

/** Who waits for an answer. */
export interface Asked {
  resolve: (answer: ModelResponse) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

interface Owner {
  /** Nothing waits on the connection any more. */
  free(): void
  closed(): void
}

/** One connection to a container. Its answers come in the order of its requests. */
export class Connection {
  readonly #socket: Socket
  readonly #owner: Owner
  readonly #reader = new AnswerReader()
  #asked: Asked[] = []
  #error: Error | undefined
  #answered = 0
  /** What was asked while answers were awaited, and of how many. */
  #unsent = ''
  #held = 0

  constructor(socket: Socket, owner: Owner) {
    this.#socket = socket
    this.#owner = owner
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => {
      this.#error ??= error
    })
    socket.once('close', () => this.#closed())
  }

  get waiting(): number {
    return this.#asked.length
  }

  /**
   * A request in latin1. What is asked within one turn of the event loop leaves by one write; while answers are awaited,
   * it waits for them, so that the writes get fewer as the load grows.
   */
  ask(request: string, asked: Asked): void {
    if (this.#asked.length === 0) setImmediate(this.#send)
    this.#wait(asked)
    this.#unsent += request
    this.#held++
  }

  askLarge(head: string, body: Buffer, asked: Asked): void {
    this.#wait(asked)
    this.#socket.cork()
    this.#socket.write(head, 'latin1')
    this.#socket.write(body)
    this.#socket.uncork()
  }

  /** Everybody who waits is told so. */
  fail(error: Error): void {
    this.#error ??= error
    this.#socket.destroy()
  }

  readonly #send = (): void => {
    if (this.#held === 0) return
    this.#socket.write(this.#unsent, 'latin1')
    this.#unsent = ''
    this.#held = 0
  }

  #wait(asked: Asked): void {
    if (this.#asked.length === 0) this.#socket.ref()
    this.#asked.push(asked)
  }

  #take(chunk: Buffer): void {
    try {
      this.#reader.add(chunk)
      for (let answer = this.#reader.next(); answer; answer = this.#reader.next()) this.#answer(answer)
      if (this.#held > 0 && this.#held === this.#asked.length) setImmediate(this.#send)
      // Nobody asked for what comes between two answers.
      if (this.#reader.begun && this.#asked.length === 0) this.#socket.destroy()
    } catch (error) {
      this.fail(error as Error)
    }
  }

  #answer(answer: ModelResponse): void {
    const asked = this.#asked.shift()
    if (!asked) return
    this.#answered++
    clearTimeout(asked.timer)
    if (!this.#reader.reusable) this.#socket.destroy()
    else if (this.#asked.length === 0) {
      // As long as nobody waits it keeps no process from ending.
      this.#socket.unref()
      this.#owner.free()
    }
    asked.resolve(answer)
  }

  #closed(): void {
    this.#owner.closed()
    const last = this.#error ? undefined : this.#reader.end()
    if (last) this.#answer(last)
    const code = (this.#error as NodeJS.ErrnoException | undefined)?.code
    const silent = !this.#reader.begun && (!this.#error || code === 'ECONNRESET' || code === 'EPIPE')
    const gone = this.#answered > 0 && silent
    const error = gone ? new ConnectionGone(code !== undefined) : (this.#error ?? new Error('socket hang up'))
    const sent = this.#asked.length - this.#held
    this.#asked.splice(0).forEach(({ timer, reject }, index) => {
      clearTimeout(timer)
      reject(index < sent ? error : new ConnectionGone(true))
    })
  }
}
