import { Agent, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'

/** `fetch` over connections that stay in this process. */
export function inlineFetch(connect: () => Duplex): (url: URL, request: RequestInit) => Promise<Response> {
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = connect
  return async (url, { method = 'GET', headers, body }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const text = body ? String(body) : ''
    const length = { 'content-length': String(Buffer.byteLength(text)) }
    const sent = request(
      url,
      { agent, method, headers: { ...(headers as Record<string, string>), ...length } },
      resolve,
    )
    sent.on('error', reject)
    sent.end(text)
    const answer = await promise
    return new Response(new Uint8Array(await buffer(answer)), { status: answer.statusCode! })
  }
}
