import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { SignedPost } from './signed-post.ts'

/** Sends one request over and over, over as many connections as said, for so long; in a thread of its own. */
const { post, connections, milliseconds }: { post: SignedPost; connections: number; milliseconds: number } = workerData
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const once = () =>
  new Promise<void>((resolve, reject) => {
    const sent = request(post.url, { method: 'POST', agent, headers: post.headers }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
      )
    })
    sent.once('error', reject)
    sent.end(post.body)
  })

await Promise.all(Array.from({ length: connections }, once))
let answered = 0
const began = performance.now()
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() - began < milliseconds) {
      await once()
      answered++
    }
  }),
)
parentPort!.postMessage((answered * 1000) / (performance.now() - began))
agent.destroy()
