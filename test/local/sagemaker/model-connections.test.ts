import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { AnswerReader } from '#local/sagemaker/containers/answer-reader.ts'
import { ConnectionGone } from '#local/sagemaker/containers/model-connection.ts'
import { ModelConnections } from '#local/sagemaker/containers/model-connections.ts'

const ANSWERS: [what: string, bytes: string, body: string][] = [
  ['a body of a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
  ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\na: b\r\n\r\n',
    'hello',
  ],
  ['another one announced', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', 'ok'],
]

it.each(ANSWERS)('reads an answer with %s, in whatever pieces it comes', (_, text, body) => {
  for (const size of [1, 2, 7, text.length]) {
    const reader = new AnswerReader()
    const found: string[] = []
    const bytes = Buffer.from(text + text)
    for (let at = 0; at < bytes.length; at += size) {
      reader.add(bytes.subarray(at, at + size))
      for (let answer = reader.next(); answer; answer = reader.next()) found.push(answer.body.toString())
    }
    expect(found).toEqual([body, body])
    expect(reader).toMatchObject({ begun: false, reusable: true })
  }
})

it('reads a body without a length until the connection ends', () => {
  const reader = new AnswerReader()
  reader.add(Buffer.from('HTTP/1.1 200 OK\r\nx: 1\r\nX: 2\r\n\r\nall of '))
  expect(reader.next()).toBeUndefined()
  reader.add(Buffer.from('it'))
  expect(reader.next()).toBeUndefined()
  expect(reader.end()).toEqual({ status: 200, headers: { x: '1, 2' }, body: Buffer.from('all of it') })
  expect(reader.reusable).toBe(false)
})

it.each([
  'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n',
  'SMTP\r\n\r\n',
  `HTTP/1.1 200 OK\r\n${'x'.repeat(70_000)}`,
])('refuses what is not HTTP', (text) => {
  const reader = new AnswerReader()
  reader.add(Buffer.from(text))
  expect(() => reader.next()).toThrow('the answer')
})

let server: Server | undefined
afterEach(() => server?.close())

/** A container that does with each piece that comes on a connection what it is told. */
async function connections(take: (socket: Socket, text: string) => void): Promise<ModelConnections> {
  server = createServer((socket) => {
    socket.on('data', (chunk) => take(socket, chunk.toString())).on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new ModelConnections({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
}

const post = (body: string) => ({ method: 'POST', path: '/invocations', headers: {}, body: Buffer.from(body) })
const ok = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const ask = (to: ModelConnections, body: string, ms = 10_000) => to.exchange(post(body), ms, () => new Error('late'))
const bodiesOf = (text: string) => [...text.matchAll(/\r\n\r\n(\w+?)(?=POST|$)/g)].map(([, body]) => body!)

it('has one request at a time on a connection', async () => {
  const pieces: string[] = []
  const to = await connections((socket, text) => {
    pieces.push(text)
    socket.write(ok(bodiesOf(text).join()))
  })
  const answers = await Promise.all(['a', 'b', 'c'].map((body) => ask(to, body)))
  expect(answers.map(({ body }) => body.toString())).toEqual(['a', 'b', 'c'])
  expect(pieces).toHaveLength(3)
  to.destroy()
})

it('sends what is asked in one turn by one write, where the container takes requests ahead', async () => {
  const pieces: string[] = []
  const to = await connections((socket, text) => {
    pieces.push(text)
    socket.write(bodiesOf(text).map(ok).join(''))
  })
  to.pipelining = 2
  const answers = await Promise.all(['a', 'b', 'c'].map((body) => ask(to, body)))
  expect(answers.map(({ body }) => body.toString())).toEqual(['a', 'b', 'c'])
  expect(pieces.map((text) => bodiesOf(text).length).toSorted()).toEqual([1, 2])
  to.destroy()
})

it('keeps what is asked while answers are awaited for one write, and counts it as unread when they do not come', async () => {
  const pieces: string[][] = []
  const { promise: heard, resolve } = Promise.withResolvers<void>()
  let answer = () => {}
  const to = await connections((socket, text) => {
    pieces.push(bodiesOf(text))
    answer = () => void socket.write(bodiesOf(text).map(ok).join(''))
    if (text.includes('last')) socket.destroy()
    else if (pieces.length === 1) resolve()
    else answer()
  })
  to.pipelining = 8
  const first = ask(to, 'a')
  await heard
  const later = [ask(to, 'b'), ask(to, 'c')]
  answer()
  expect((await Promise.all([first, ...later])).map(({ body }) => body.toString())).toEqual(['a', 'b', 'c'])
  expect(pieces).toEqual([['a'], ['b', 'c']])
  const last = ask(to, 'last').catch((error) => error)
  await new Promise(setImmediate)
  const behind = await ask(to, 'behind').catch((error) => error)
  expect(behind).toMatchObject({ unread: true })
  expect(await last).toBeInstanceOf(ConnectionGone)
  to.destroy()
})

it('tells whoever waits when time is over, and goes on with others', async () => {
  const to = await connections((socket, text) => {
    if (!bodiesOf(text).includes('slow')) socket.write(ok('quick'))
  })
  await expect(ask(to, 'slow', 20)).rejects.toThrow('late')
  expect((await ask(to, 'other')).body.toString()).toBe('quick')
  to.destroy()
})

it('knows a kept connection that was closed as it was used again from one that was broken off', async () => {
  let asked = 0
  const to = await connections((socket) => {
    if (++asked === 1) socket.write(ok('first'))
    else if (asked === 2) socket.end()
    else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart')
  })
  await ask(to, 'a')
  await expect(ask(to, 'b')).rejects.toBeInstanceOf(ConnectionGone)
  const broken = await ask(to, 'c').catch((error: Error) => error)
  expect(broken).toBeInstanceOf(Error)
  expect(broken).not.toBeInstanceOf(ConnectionGone)
})
