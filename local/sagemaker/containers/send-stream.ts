import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Address } from './address.ts'
import { AnswerTimedOut, type ModelRequest, type ModelResponse, type StreamedBody } from './serving-instance.ts'

/** One exchange with a container whose request is too large to hold, on a connection of its own. */
export function sendStream(address: Address, message: ModelRequest, body: StreamedBody): Promise<ModelResponse> {
  const { method, path, headers, timeoutMs } = message
  const place = 'port' in address ? { host: address.host, port: address.port } : { socketPath: address.socketPath }
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent: false, ...place, method, path, headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        buffer(answer)
          .then((content) => resolve({ status: answer.statusCode!, headers: answer.headers, body: content }), reject)
          .finally(() => clearTimeout(timer))
      },
    )
    const timer = setTimeout(() => sent.destroy(new AnswerTimedOut()), timeoutMs)
    sent.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // Whoever broke the stream off is told by the request's own error.
    pipeline(body.stream, sent).catch((error) => sent.destroy(error))
  })
}
