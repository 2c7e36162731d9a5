import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that a server on node:http can do, in a process of its own: it reads a request and answers one number. */
const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => response.writeHead(200, { 'content-type': 'text/csv', 'content-length': 4 }).end('0.5\n'))
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
