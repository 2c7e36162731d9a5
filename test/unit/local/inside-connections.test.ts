import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { expect, it } from 'vitest'
import { InsideConnections } from '#local/inside-connections.ts'

it('a connection within the process ends with its caller, whether it was answered or gave up', async () => {
  const server = createServer(async (asked, response) => {
    const body = Buffer.concat(await asked.toArray())
    if (asked.url === '/answered') response.end(body)
  })
  const inside = new InsideConnections(server)
  class Within extends Agent {
    override createConnection() {
      return inside.open()
    }
  }
  const ask = (path: string) => request({ path, method: 'POST', agent: new Within() }).end('x'.repeat(100_000))
  const asked = ask('/answered')
  const [response] = await once(asked, 'response')
  expect(Buffer.concat(await response.toArray())).toHaveLength(100_000)
  const unanswered = ask('/never')
  await expect.poll(() => inside.size).toBe(1)
  unanswered.on('error', () => {}).destroy()
  await expect.poll(() => inside.size).toBe(0)
})
