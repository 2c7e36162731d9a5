import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PlainServer } from '#containers/xgboost/serve/plain-requests.ts'

const server = createServer((_, response) => response.end('by node:http'))
const plain = new PlainServer(server, ({ method, path, contentType, accept, body }) => ({
  status: 200,
  type: 'text/csv',
  headers: { 'x-more': 'yes' },
  body: [method, path, contentType, accept, body].join(' '),
}))
let port = 0

beforeAll(async () => {
  port = await new Promise((resolve, reject) => plain.listen(0, '127.0.0.1', resolve, reject))
})

afterAll(() => plain.stop())

/** What comes back for the pieces until `last` is in it. */
async function said(last: string, ...pieces: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  const chunks: string[] = []
  const whole = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk.toString())
      if (chunks.join('').includes(last)) resolve()
    })
  })
  await once(socket, 'connect')
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve))
  await whole
  socket.destroy()
  return chunks
}

const post = (body: string) =>
  `POST /invocations?x=1 HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nContent-Type: text/csv; a=b\r\nAccept: */*\r\nContent-Length: ${body.length}\r\n\r\n${body}`

it('answers all that has come by one write, in its order', async () => {
  const chunks = await said('three', post('one') + post('two') + post('three'))
  expect(chunks).toHaveLength(1)
  expect(chunks[0]!.match(/POST \/invocations text\/csv; a=b \*\/\* (?:one|two|three)/g)).toEqual(
    ['one', 'two', 'three'].map((body) => `POST /invocations text/csv; a=b */* ${body}`),
  )
  expect(chunks[0]).toMatch(
    /^HTTP\/1\.1 200 OK\r\ncontent-type: text\/csv\r\nx-more: yes\r\ncontent-length: \d+\r\n\r\n/,
  )
})

it('waits for what has not come', async () => {
  const [one, two] = [post('one'), post('two')]
  const chunks = await said('two', one.slice(0, 20), one.slice(20, -2), one.slice(-2) + two.slice(0, 5), two.slice(5))
  expect(chunks.join('')).toContain('one')
})

it.each(['Transfer-Encoding: chunked', 'Expect: 100-continue', 'Connection: close'])(
  'leaves the connection to node:http at %s',
  async (header) => {
    const other = `POST /invocations HTTP/1.1\r\nHost: h\r\n${header}\r\n\r\n`
    const chunks = await said('by node:http', post('one') + other + (header.includes('chunked') ? '0\r\n\r\n' : ''))
    expect(chunks.join('')).toMatch(/one.*by node:http/s)
  },
)
