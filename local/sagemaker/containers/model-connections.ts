import { type OutgoingHttpHeaders, validateHeaderValue } from 'node:http'
import { connect } from 'node:net'
import type { Address } from './address.ts'
import { Connection } from './model-connection.ts'
import type { ModelResponse } from './serving-instance.ts'

export interface HeldRequest {
  method: string
  path: string
  headers: OutgoingHttpHeaders
  body: Buffer | undefined
}

/** A body that is copied behind its head, so that both leave by one write. Larger ones go on connections of their own. */
const SMALL = 16 * 1024

/**
 * The kept connections to one container, for requests that are held in memory. node:http's client is made for anything;
 * this one asks for one thing and takes a fraction of the time. A connection has one request at a time, but where the
 * container says that it takes more.
 */
export class ModelConnections {
  /** How many requests may be sent on one connection before the first is answered. */
  pipelining = 1
  readonly #address: Address
  /** Used from the end: the others may time out. */
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()
  readonly #host: string
  /** The one that small requests are sent on, as long as it takes some. */
  #shared: Connection | undefined

  constructor(address: Address) {
    this.#address = address
    this.#host = 'port' in address ? `${address.host}:${address.port}` : 'localhost'
  }

  /** Rejects with the connection's error, with ConnectionGone, or with what `late` makes when the time is over. */
  exchange(request: HeldRequest, timeoutMs: number, late: () => Error): Promise<ModelResponse> {
    const head = this.#head(request)
    return new Promise((resolve, reject) => {
      const { body } = request
      const timer = setTimeout(() => connection.fail(late()), timeoutMs)
      const asked = { resolve, reject, timer }
      const shares = this.pipelining > 1 && body !== undefined && body.length <= SMALL
      const connection = shares ? this.#sharing() : (this.#idle.pop() ?? this.#open())
      if (body && body.length > SMALL) connection.askLarge(head, body, asked)
      else connection.ask(body ? head + body.toString('latin1') : head, asked)
    })
  }

  destroy(): void {
    for (const connection of this.#all) connection.fail(new Error('the container has ended'))
  }

  #sharing(): Connection {
    const { waiting = 0 } = this.#shared ?? {}
    if (this.#shared && waiting > 0 && waiting < this.pipelining) return this.#shared
    this.#shared = this.#idle.pop() ?? this.#open()
    return this.#shared
  }

  #open(): Connection {
    const address = 'port' in this.#address ? this.#address : { path: this.#address.socketPath }
    const connection = new Connection(connect({ ...address, noDelay: true }), {
      free: () => this.#idle.push(connection),
      closed: () => {
        this.#all.delete(connection)
        if (this.#shared === connection) this.#shared = undefined
        const at = this.#idle.indexOf(connection)
        if (at >= 0) this.#idle.splice(at, 1)
      },
    })
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
