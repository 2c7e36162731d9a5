import type { Server } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'

/** Connections that stay in this process: a server that does not listen knows nothing of its own. */
export class InsideConnections {
  readonly #open = new Set<Duplex>()
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  get size(): number {
    return this.#open.size
  }

  /** The caller's side of a new one. */
  open(): Duplex {
    const [near, far] = duplexPair()
    this.#open.add(near)
    // What a caller has left holds its code and its requests for as long as it is there: 6 MB in each rollout.
    near.once('close', () => {
      this.#open.delete(near)
      far.destroy()
    })
    this.#server.emit('connection', far)
    return near
  }

  end(): void {
    for (const near of this.#open) near.destroy()
  }
}
