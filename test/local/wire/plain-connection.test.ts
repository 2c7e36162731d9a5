import { once } from 'node:events'
import { connect } from 'node:net'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { AnswerReader } from '#local/sagemaker/containers/answer-reader.ts'
import { type Served, serve } from '#test/support/kernel.ts'

let served: Served
let at: URL

beforeAll(async () => {
  served = await serve()
  at = new URL(served.client.endpoint)
  served.kernel.register({
    name: 'sagemaker-runtime',
    operations: {
      InvokeEndpoint: ({ EndpointName, Body }) => {
        if (EndpointName === 'gone') throw new AwsError('ValidationError', 'Endpoint gone not found. – Ende')
        return { Body: Buffer.from(`${EndpointName} ${Body}`), ContentType: 'text/csv', InvokedProductionVariant: 'v' }
      },
    },
  })
  served.kernel.register({ name: 'sts', operations: { GetCallerIdentity: () => ({ Account: '1' }) } })
})

afterAll(() => served.close())

interface Change {
  secretAccessKey?: string
  signingDate?: Date
  /** Headers that are not signed. */
  unsigned?: string
}

/** The bytes of a signed InvokeEndpoint. */
async function invocation(endpoint: string, body: string, change: Change = {}): Promise<string> {
  const { secretAccessKey = 'trimtab', signingDate = new Date(), unsigned = '' } = change
  const credentials = { accessKeyId: 'trimtab', secretAccessKey }
  const signer = new SignatureV4({ service: 'sagemaker', region: 'r', credentials, sha256: Sha256 })
  const path = `/endpoints/${endpoint}/invocations`
  const request = { method: 'POST', protocol: 'http:', hostname: at.hostname, path, query: {}, body }
  const headers = { host: at.host, 'content-type': 'text/csv' }
  const { headers: all } = await signer.sign({ ...request, headers }, { signingDate })
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}${unsigned}content-length: ${body.length}\r\n\r\n${body}`
}

/** Sends pieces on one connection; what is answered until there are so many answers, or the connection ends. */
async function answers(count: number, ...pieces: string[]) {
  const socket = connect(Number(at.port), at.hostname).setNoDelay()
  await once(socket, 'connect')
  const reader = new AnswerReader()
  const found: { status: number; headers: Record<string, unknown>; body: string }[] = []
  const heard = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('data', (chunk) => {
      reader.add(chunk)
      for (let answer = reader.next(); answer; answer = reader.next())
        found.push({ ...answer, body: answer.body.toString() })
      if (found.length === count) resolve()
    })
  })
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, 'latin1', resolve))
  await heard
  socket.destroy()
  return found
}

/** Without what differs from one request to the next. */
const told = ({ status, headers, body }: Awaited<ReturnType<typeof answers>>[number]) => {
  const { date, 'x-amzn-requestid': id, connection, 'keep-alive': keep, ...rest } = headers
  expect(id).toMatch(/^[\da-f-]{36}$/)
  expect(Math.abs(Date.parse(String(date)) - Date.now())).toBeLessThan(60_000)
  return { status, headers: rest, body }
}

it.each([
  ['an answer', 'e', {}, 200],
  ['a refusal by the operation', 'gone', {}, 400],
  ['a refusal of the input', 'e_', {}, 400],
  ['a wrong key', 'e', { secretAccessKey: 'other' }, 403],
  ['an old signature', 'e', { signingDate: new Date(Date.now() - 16 * 60_000) }, 403],
] as const)('answers as by way of node:http: %s', async (_, endpoint, change, status) => {
  const [short] = await answers(1, await invocation(endpoint, '1,2', change))
  const [long] = await answers(1, await invocation(endpoint, '1,2', { ...change, unsigned: 'connection: close\r\n' }))
  expect(short!.headers['connection']).toBe('keep-alive')
  expect(long!.headers['connection']).toBe('close')
  expect(told(short!)).toEqual(told(long!))
  expect(short!.status).toBe(status)
})

it('answers requests that come in pieces, and several at once in their order', async () => {
  const [one, two] = [await invocation('one', '1'), await invocation('two', '2')]
  const found = await answers(3, one.slice(0, 30), one.slice(30, -1), one.slice(-1) + two + one)
  expect(found.map(({ body }) => body)).toEqual(['one 1', 'two 2', 'one 1'])
})

it('gives the connection over at whatever else is asked on it, with all that has come', async () => {
  const chunked = (await invocation('e', '12')).replace(/content-length: 2\r\n\r\n12$/, '')
  const other = `${chunked}transfer-encoding: chunked\r\n\r\n1\r\n1\r\n1\r\n2\r\n0\r\n\r\n`
  const plain = await invocation('e', '3')
  const found = await answers(4, plain + other + plain, 'GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(found.map(({ status, body }) => [status, body.slice(0, 4)])).toEqual([
    [200, 'e 3'],
    [200, 'e 12'],
    [200, 'e 3'],
    [501, expect.any(String)],
  ])
})
