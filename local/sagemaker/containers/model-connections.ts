import { type OutgoingHttpHeaders, validateHeaderValue } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Address } from './address.ts'
import { AnswerReader } from './answer-reader.ts'
import type { ModelResponse } from './serving-instance.ts'

export interface HeldRequest {
  method: string
  path: string
  headers: OutgoingHttpHeaders
  body: Buffer | undefined
}

/** The container closed a kept connection just as it was used again, and answered nothing. */
export class ConnectionGone extends Error {}

/** A body that is copied behind its head, so that both leave by one write. */
const COPIED = 16 * 1024

/**
 * The kept connections to one container, for requests that are held in memory. node:http's client is made for anything;
 * this one asks for one thing, one request at a time on a connection, and takes a fraction of the time.
 */
export class ModelConnections {
  readonly #address: Address
  /** Used from the end: the others may time out. */
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()
  readonly #host: string

  constructor(address: Address) {
    this.#address = address
    this.#host = 'port' in address ? `${address.host}:${address.port}` : 'localhost'
  }

  /** Rejects with the connection's error, with ConnectionGone, or with what `late` makes when the time is over. */
  exchange(request: HeldRequest, timeoutMs: number, late: () => Error): Promise<ModelResponse> {
    const head = this.#head(request)
    return new Promise((resolve, reject) => {
      const connection = this.#idle.pop() ?? this.#open()
      connection.ask(head, request.body, { resolve, reject, timeoutMs, late })
    })
  }

  destroy(): void {
    for (const connection of this.#all) connection.destroy()
  }

  #open(): Connection {
    const connection = new Connection(
      connect('port' in this.#address ? this.#address : { path: this.#address.socketPath }),
      {
        free: () => this.#idle.push(connection),
        closed: () => {
          this.#all.delete(connection)
          const at = this.#idle.indexOf(connection)
          if (at >= 0) this.#idle.splice(at, 1)
        },
      },
    )
    this.#all.add(connection)
    return connection
  }

  #head({ method, path, headers, body }: HeldRequest): string {
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nconnection: keep-alive\r\n`
    for (const name in headers) {
      const value = String(headers[name])
      validateHeaderValue(name, value)
      head += `${name}: ${value}\r\n`
    }
    return `${head}${body ? `content-length: ${body.length}\r\n` : ''}\r\n`
  }
}

interface Asked {
  resolve: (answer: ModelResponse) => void
  reject: (error: Error) => void
  timeoutMs: number
  late: () => Error
}

interface Owner {
  free(): void
  closed(): void
}

/** One connection; one request at a time. */
class Connection {
  readonly #socket: Socket
  readonly #owner: Owner
  readonly #reader = new AnswerReader()
  #asked: Asked | undefined
  #timer: NodeJS.Timeout | undefined
  #error: Error | undefined
  #answered = 0

  constructor(socket: Socket, owner: Owner) {
    this.#socket = socket
    this.#owner = owner
    socket.setNoDelay()
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => {
      this.#error = error
    })
    socket.once('close', () => this.#closed())
  }

  ask(head: string, body: Buffer | undefined, asked: Asked): void {
    this.#asked = asked
    this.#timer = setTimeout(() => {
      this.#error = asked.late()
      this.#socket.destroy()
    }, asked.timeoutMs)
    this.#socket.ref()
    if (!body) this.#socket.write(head, 'latin1')
    else if (body.length <= COPIED) this.#socket.write(head + body.toString('latin1'), 'latin1')
    else {
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(body)
      this.#socket.uncork()
    }
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    try {
      const answer = this.#reader.take(chunk)
      if (answer) this.#answer(answer)
      // Nobody asked for what comes between two answers.
      else if (!this.#asked) this.#socket.destroy()
    } catch (error) {
      this.#error = error as Error
      this.#socket.destroy()
    }
  }

  #answer(answer: ModelResponse): void {
    const asked = this.#asked
    this.#asked = undefined
    this.#answered++
    clearTimeout(this.#timer)
    if (!asked || !this.#reader.reusable || this.#reader.begun) this.#socket.destroy()
    else {
      // As long as nobody waits it keeps no process from ending.
      this.#socket.unref()
      this.#owner.free()
    }
    asked?.resolve(answer)
  }

  #closed(): void {
    this.#owner.closed()
    const asked = this.#asked
    if (!asked) return
    const last = this.#error ? undefined : this.#reader.end()
    if (last) {
      this.#answer(last)
      return
    }
    this.#asked = undefined
    clearTimeout(this.#timer)
    const code = (this.#error as NodeJS.ErrnoException | undefined)?.code
    const gone =
      this.#answered > 0 && !this.#reader.begun && (!this.#error || code === 'ECONNRESET' || code === 'EPIPE')
    asked.reject(gone ? new ConnectionGone('socket hang up') : (this.#error ?? new Error('socket hang up')))
  }
}
