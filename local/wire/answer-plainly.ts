import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { killPoint } from '../faults/kill-point.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { PlainConnection, type PlainHandler } from './plain-connection.ts'

/**
 * Lets plain requests on the server's connections be answered without node:http, those that `take` takes. The server
 * goes on to count as its own what it is given over, and to end the others with its own.
 */
export function answerPlainly(server: Server, kernel: Kernel, take: PlainHandler['take']): void {
  const open = new Map<Socket, PlainConnection>()
  const [byNodeHttp] = server.listeners('connection') as ((socket: Socket) => void)[]
  const handler: PlainHandler = {
    take,
    idleMs: server.keepAliveTimeout,
    // As in DurableResponse: acknowledged is durable.
    beforeAnswer(status) {
      if (status < 500) kernel.store.flush()
      killPoint()
    },
    afterAnswer: killPoint,
    handOver(socket, unread) {
      open.delete(socket)
      byNodeHttp!.call(server, socket)
      socket.unshift(unread)
    },
  }
  server.removeListener('connection', byNodeHttp!)
  server.on('connection', (socket) => {
    // A connection within this process is not a socket.
    if (!(socket instanceof Socket)) return byNodeHttp!.call(server, socket)
    open.set(socket, new PlainConnection(socket, handler))
    socket.once('close', () => open.delete(socket))
  })
  ending(server, 'closeIdleConnections', () => {
    for (const [socket, { busy }] of open) if (!busy) socket.destroy()
  })
  ending(server, 'closeAllConnections', () => {
    for (const socket of open.keys()) socket.destroy()
  })
}

function ending(server: Server, method: 'closeIdleConnections' | 'closeAllConnections', also: () => void): void {
  const own = server[method].bind(server)
  server[method] = () => {
    own()
    also()
  }
}
