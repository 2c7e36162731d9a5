import { createServer } from 'node:net'

const taken = new Set<number>()

/** A loopback port that nobody listens on and that was not handed out before; give it back when done. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probe()
    if (taken.has(port)) continue
    taken.add(port)
    return port
  }
}

export function givePortBack(port: number): void {
  taken.delete(port)
}

function probe(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
