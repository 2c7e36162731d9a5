import { type Server, STATUS_CODES } from 'node:http'
import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net'

export interface PlainRequest {
  method: string
  path: string
  contentType: string
  accept: string
  body: Buffer
}

export interface Reply {
  status: number
  type: string
  headers?: Record<string, string>
  body: string
}

const HEAD_END = '\r\n\r\n'
/** Larger bodies and longer heads are for node:http, which does not hold them twice. */
const LARGEST_PLAIN = 64 * 1024
/** What a head may say without there being more to it than its length and two types. */
const BEYOND_PLAIN = /\r\n(?:transfer-encoding|expect|upgrade|trailer|connection:(?! *keep-alive\r))/i
const REQUEST_LINE = /^(GET|POST) (\/[^ ?]*)(?:\?[^ ]*)? HTTP\/1\.1\r\n/
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+) *\r\n/i
const CONTENT_TYPE = /\r\ncontent-type: *([^\r]*)/i
const ACCEPT = /\r\naccept: *([^\r]*)/i

/**
 * A server that answers plain requests straight from the bytes of their connection: all that have come at once are
 * answered by one write, in their order. A connection on which anything else is asked goes over to `server` (node:http)
 * for good. Ending it ends `server` too.
 */
export class PlainServer {
  readonly #listener: Listener
  readonly #open = new Set<PlainConnection>()
  /** Connections that have gone over, and whether something is being asked on them: `server` did not accept them itself. */
  readonly #gone = new Map<Socket, boolean>()
  #stopped = false

  constructor(server: Server, answer: (request: PlainRequest) => Reply) {
    server.on('connection', (socket) => {
      this.#gone.set(socket, false)
      socket.once('close', () => this.#gone.delete(socket))
    })
    server.on('request', ({ socket }, response) => {
      this.#gone.set(socket, true)
      response.once('finish', () => {
        if (this.#stopped) socket.end()
        else this.#gone.set(socket, false)
      })
    })
    this.#listener = createServer({ noDelay: true }, (socket) => {
      const connection = new PlainConnection(socket, server, answer, () => this.#open.delete(connection))
      this.#open.add(connection)
    })
  }

  listen(port: number, host: string, onListening: (port: number) => void, onError: (error: Error) => void): void {
    this.#listener.on('error', onError)
    this.#listener.listen(port, host, () => onListening((this.#listener.address() as AddressInfo).port))
  }

  /** Takes no more connections, and ends those on which nothing is being asked. */
  stop(): void {
    this.#stopped = true
    this.#listener.close()
    for (const [socket, busy] of this.#gone) if (!busy) socket.end()
    for (const connection of this.#open) connection.endWhenIdle()
  }
}

/** A connection for as long as only plain requests come on it. */
class PlainConnection {
  readonly #socket: Socket
  readonly #server: Server
  readonly #answer: (request: PlainRequest) => Reply
  readonly #forget: () => void
  /** What has come of a request that is not there as a whole. */
  #held: Buffer = Buffer.alloc(0)
  #last = false

  constructor(socket: Socket, server: Server, answer: (request: PlainRequest) => Reply, forget: () => void) {
    this.#socket = socket
    this.#server = server
    this.#answer = answer
    this.#forget = forget
    socket.on('data', this.#take).on('close', forget).on('timeout', this.#destroy).on('error', this.#destroy)
    socket.setTimeout(server.keepAliveTimeout)
  }

  endWhenIdle(): void {
    this.#last = true
    if (this.#held.length === 0) this.#socket.end()
  }

  readonly #take = (chunk: Buffer): void => {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    let answers = ''
    let request = readRequest(this.#held)
    for (; typeof request === 'object'; request = readRequest(this.#held)) {
      this.#held = this.#held.subarray(request.length)
      answers += written(this.#answer(request))
    }
    if (answers !== '') this.#socket.write(answers)
    if (request === 'other') this.#handOver()
    else if (this.#last) this.endWhenIdle()
  }

  readonly #destroy = (): void => void this.#socket.destroy()

  #handOver(): void {
    const socket = this.#socket
    socket.off('data', this.#take).off('close', this.#forget).off('timeout', this.#destroy).off('error', this.#destroy)
    socket.setTimeout(0)
    this.#forget()
    this.#server.emit('connection', socket)
    socket.unshift(this.#held)
  }
}

/** The first request of the bytes; `more` where it has not come as a whole, `other` where it is not a plain one. */
function readRequest(bytes: Buffer): (PlainRequest & { length: number }) | 'more' | 'other' {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return bytes.length < LARGEST_PLAIN ? 'more' : 'other'
  const head = bytes.toString('latin1', 0, end + 2)
  const [line, method, path] = REQUEST_LINE.exec(head) ?? []
  if (!line || BEYOND_PLAIN.test(head)) return 'other'
  const size = Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0)
  if (size > LARGEST_PLAIN) return 'other'
  const begin = end + HEAD_END.length
  if (bytes.length < begin + size) return 'more'
  const contentType = CONTENT_TYPE.exec(head)?.[1]?.trim() ?? ''
  const accept = ACCEPT.exec(head)?.[1]?.trim() ?? ''
  const body = bytes.subarray(begin, begin + size)
  return { method: method!, path: path!, contentType, accept, body, length: begin + size }
}

function written({ status, type, headers = {}, body }: Reply): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${type}\r\n`
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
