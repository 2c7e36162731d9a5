// relay.mjs <socket> <port>: what connects to the socket talks to the port, inside of a namespace without a network.
import { connect, createServer } from 'node:net'

const [socket, port] = process.argv.slice(2)
createServer((outside) => {
  const inside = connect(Number(port), '127.0.0.1')
  outside.pipe(inside).pipe(outside)
  outside.on('error', () => inside.destroy())
  inside.on('error', () => outside.destroy())
}).listen(socket)
