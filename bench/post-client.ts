import { connect, type Socket } from 'node:net'
import type { SignedPost } from './signed-post.ts'
import { quantile } from './statistics.ts'

/**
 * A process that sends one request over and over, over as many kept connections as said, for so long, and prints what
 * came of it. It does next to nothing of its own, so as to leave the cores to those who answer. Any answer but 200
 * ends it.
 */
const [post, connections, milliseconds]: [SignedPost, number, number] = JSON.parse(process.argv[2]!)
const { hostname, port, pathname } = new URL(post.url)
const head = Object.entries(post.headers).map(([name, value]) => `${name}: ${value}\r\n`)
const request = Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n${post.body}`)

const took: number[] = []
let measuring = false

function ask(socket: Socket, until: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = performance.now()
    let answer = ''
    const lost = () => reject(new Error('the connection was closed'))
    const take = (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (!isWhole(answer)) return
      if (!answer.startsWith('HTTP/1.1 200')) return reject(new Error(answer))
      const now = performance.now()
      if (measuring) took.push(now - sent)
      answer = ''
      sent = now
      if (!until()) return void socket.write(request)
      socket.off('data', take).off('close', lost)
      resolve()
    }
    socket.on('data', take).once('close', lost).once('error', reject)
    socket.write(request)
  })
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))
  if (!length) throw new Error(`an answer without a length: ${answer}`)
  return answer.length >= end + 4 + Number(length[1])
}

const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay())
const all = (milliseconds: number) => {
  const end = performance.now() + milliseconds
  return Promise.all(sockets.map((socket) => ask(socket, () => performance.now() >= end)))
}

// So that neither side compiles while it is measured.
await all(milliseconds / 4)
measuring = true
const began = performance.now()
await all(milliseconds)
const perSecond = (took.length * 1000) / (performance.now() - began)
console.log(JSON.stringify({ perSecond, p50: quantile(took, 0.5), p99: quantile(took, 0.99) }))
for (const socket of sockets) socket.destroy()
